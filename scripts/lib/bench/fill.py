"""Fills a database with partners, by SQL: one by one, a million would take a day.

fill.py DATABASE --rows N      N partners: three fifths companies, the rest their contacts
fill.py DATABASE --customers   makes a third of all, companies, managed customers
"""

import argparse
import math
import sys
from pathlib import Path

import psycopg2
from psycopg2.extras import execute_values

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

# Half of the names Chinese, half international, and none twice: the digits of a number, each in the
# base of its list, choose the words.
CHINESE = [
    "上海 北京 广州 深圳 杭州 苏州 南京 武汉 成都 重庆 天津 西安 长沙 青岛 大连 厦门".split(),
    "华 天 金 中 宏 瑞 海 新 东 恒 泰 盛 福 嘉 信 德 永 博 鼎 龙".split(),
    "达 通 利 源 辉 丰 昌 隆 旺 顺 安 康 宇 科 创 联 捷 远 晟 腾".split(),
    "电子 机械 贸易 建材 食品 物流 软件 医药 化工 纺织 仪器 照明".split(),
    "科技 实业 设备 发展 工程 技术 集团 材料 自动化 国际".split(),
    "有限公司 有限责任公司 股份有限公司".split(),
]
WESTERN = [
    "Northern Pacific Golden Silver Global Summit Crystal Harbour Central Royal Atlas Orion Delta "
    "Nova Prime Baltic Alpine Coastal United Rapid".split(),
    "Steel Textile Marine Solar Timber Copper Precision Optical Polymer Thermal Hydraulic Plastic "
    "Ceramic Paper Glass Rubber".split(),
    "Adler Brandt Castell Dumont Eriksen Ferrari Garcia Hansen Ivanov Jansen Kowalski Lopez Moreau "
    "Novak Olsen Petrov Quinn Rossi Schmidt Tanaka".split(),
    "Brothers Partners Industries Trading Works Systems Logistics Supplies Tools Sons".split(),
    "Ltd Inc GmbH S.A. B.V. Pty LLC AG K.K. S.p.A.".split(),
]


def name_sql(lists, glue):
    """A SQL expression for the company name of the number `i`: another one for each `i`."""
    total = math.prod(map(len, lists))
    # A prime, so that neighbours in the table are none in the alphabet.
    parts, divisor, number = [], 1, f"(i::bigint * 7919 %% {total})"
    assert total % 7919
    for words in lists:
        quoted = ", ".join(f"'{word}'" for word in words)
        parts.append(f"(ARRAY[{quoted}])[1 + {number} / {divisor} %% {len(words)}]")
        divisor *= len(words)
    return f" || '{glue}' || ".join(parts)


COMPANIES = f"""
    INSERT INTO res_partner (id, name, complete_name, commercial_partner_id, is_company,
        type, active, partner_share, lang, autopost_bills, ref, vat, website, phone,
        phone_sanitized, email, email_normalized, street, city, zip, country_id, industry_id,
        user_id, color, customer_rank, supplier_rank, message_bounce, create_uid, write_uid,
        create_date, write_date)
    SELECT %(base)s + i, name, name, %(base)s + i, TRUE, 'contact', TRUE, TRUE, 'en_US', 'ask',
           CASE WHEN i <= %(customers)s THEN 'C' || lpad(i::text, 7, '0') END,
           'B' || (100000000 + i), 'https://company' || i || '.example.com',
           '+86 21 ' || (50000000 + i), '+8621' || (50000000 + i),
           'info@company' || i || '.example.com', 'info@company' || i || '.example.com',
           i || ' Main Street',
           (ARRAY['Shanghai', 'Beijing', 'Hamburg', 'Lyon', 'Boston'])[1 + i %% 5],
           lpad((i %% 99999)::text, 5, '0'), (%(countries)s::int[])[1 + i %% 5],
           (%(industries)s::int[])[1 + i %% 8],
           CASE WHEN i %% 10 < 8 THEN (%(users)s::int[])[1 + i %% 20] END, 0, 0, 0, 0, 1, 1,
           now() - (i %% 1000) * interval '1 day', now()
      FROM (SELECT i, CASE WHEN i %% 2 = 0 THEN {name_sql(CHINESE, "")}
                           ELSE {name_sql(WESTERN, " ")} END AS name
              FROM generate_series(1, %(companies)s) AS i) AS names
"""

CONTACTS = """
    INSERT INTO res_partner (id, name, complete_name, parent_id, commercial_partner_id,
        commercial_company_name, is_company, type, active, partner_share, lang, autopost_bills,
        function, vat, phone, phone_sanitized, email, email_normalized, street, city, zip,
        country_id, user_id, color, customer_rank, supplier_rank, message_bounce, create_uid,
        write_uid, create_date, write_date)
    SELECT %(base)s + %(companies)s + i, person, company.name || ', ' || person, company.id,
           company.id, company.name, FALSE, 'contact', TRUE, TRUE, 'en_US', 'ask', 'Manager',
           company.vat,
           '+86 138 ' || (10000000 + i), '+86138' || (10000000 + i),
           'person' || i || '@example.com', 'person' || i || '@example.com',
           company.street, company.city, company.zip, company.country_id, company.user_id,
           0, 0, 0, 0, 1, 1, company.create_date, now()
      FROM (SELECT i,
                   (ARRAY['Anna', 'Li Wei', '王芳', '张伟', 'John', 'Marie', '李娜'])[1 + i %% 7]
                   || ' ' || (ARRAY['Adler', 'Chen', 'Smith', 'Novak'])[1 + i / 7 %% 4] AS person
              FROM generate_series(1, %(contacts)s) AS i) AS people
      JOIN res_partner company ON company.id = %(base)s + 1 + i %% %(companies)s
"""

CUSTOMERS = """
    UPDATE res_partner p
       SET is_managed_customer = TRUE, registered_name = p.name, registered_name_key = k.key,
           managed_customer_id = p.id, customer_stage = CASE WHEN p.id %% 4 = 0 THEN 'trading'
           ELSE 'potential' END, customer_importance = (p.id %% 4)::text,
           registrar_id = COALESCE(p.user_id, 1), registration_date = p.create_date,
           last_contact_date = now() - (p.id %% 200) * interval '1 day',
           customer_category_id = (%(categories)s::int[])[1 + p.id %% %(category_count)s],
           customer_grade_id = (%(grades)s::int[])[1 + p.id %% %(grade_count)s],
           customer_value = CASE WHEN p.id %% 4 = 0 THEN p.id %% 90000 ELSE 0 END
      FROM bench_key k WHERE k.id = p.id
"""
CUSTOMERS_CONTACTS = """
    UPDATE res_partner p SET managed_customer_id = p.parent_id, decision_role = 'influencer'
      FROM bench_key k WHERE k.id = p.parent_id
"""
PRIMARY_CONTACTS = """
    UPDATE res_partner p SET primary_contact_id = c.id
      FROM (SELECT parent_id, min(id) AS id FROM res_partner WHERE managed_customer_id IS NOT NULL
            AND parent_id IS NOT NULL GROUP BY parent_id) c
     WHERE c.parent_id = p.id
"""
# The next codes come after those of the table.
SEQUENCE = """
    SELECT setval('ir_sequence_' || lpad(id::text, 3, '0'), 1000000)
      FROM ir_sequence WHERE code = 'crm.customer.code'
"""


def ids(cursor, query):
    cursor.execute(query)
    return [row[0] for row in cursor.fetchall()]


def fill(cursor, rows):
    companies = rows * 3 // 5
    (base,) = ids(cursor, "SELECT max(id) FROM res_partner")
    values = {
        "base": base,
        "companies": companies,
        "contacts": rows - companies,
        "customers": rows * 3 // 10,
        "countries": ids(
            cursor, "SELECT id FROM res_country WHERE code IN ('CN', 'DE', 'FR', 'US', 'GB')"
        ),
        "industries": ids(cursor, "SELECT id FROM res_partner_industry ORDER BY id LIMIT 8"),
        "users": ids(cursor, "SELECT id FROM res_users WHERE login LIKE 'bench%'"),
    }
    cursor.execute(COMPANIES, values)
    cursor.execute(CONTACTS, values)
    cursor.execute("SELECT setval('res_partner_id_seq', (SELECT max(id) FROM res_partner))")


def make_customers(cursor):
    from tools.company_name import normalise

    cursor.execute("SELECT id, name FROM res_partner WHERE is_company AND ref ~ '^C[0-9]{7}$'")
    keys = [(partner_id, normalise(name)) for partner_id, name in cursor.fetchall()]
    assert len({key for _id, key in keys}) == len(keys), "the names must be different"
    cursor.execute("CREATE TEMP TABLE bench_key (id int PRIMARY KEY, key varchar)")
    execute_values(cursor, "INSERT INTO bench_key VALUES %s", keys, page_size=10_000)
    cursor.execute("ANALYZE bench_key")
    categories = ids(cursor, "SELECT id FROM crm_customer_category")
    grades = ids(cursor, "SELECT id FROM crm_customer_grade")
    cursor.execute(
        CUSTOMERS,
        {
            "categories": categories,
            "category_count": len(categories),
            "grades": grades,
            "grade_count": len(grades),
        },
    )
    cursor.execute(CUSTOMERS_CONTACTS)
    cursor.execute(PRIMARY_CONTACTS)
    cursor.execute(SEQUENCE)
    cursor.execute(
        "UPDATE res_company SET use_customer_management = TRUE, customer_auto_manage = TRUE"
    )


def switch_on(database):
    """The switch also gives groups, which SQL does not."""
    from environment import open_registry, transaction

    with transaction(open_registry(database), commit=True) as env:
        companies = env["res.company"].search([])
        companies.write({"use_customer_management": True, "customer_auto_manage": True})
        # A sequence that is made only when it is first needed would be measured too.
        for company in companies:
            env["ir.sequence"]._get_customer_code_sequence(company)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("database")
    parser.add_argument("--rows", type=int)
    parser.add_argument("--customers", action="store_true")
    arguments = parser.parse_args()
    if arguments.customers:
        switch_on(arguments.database)
    connection = psycopg2.connect(dbname=arguments.database)
    with connection, connection.cursor() as cursor:
        if arguments.customers:
            make_customers(cursor)
        else:
            fill(cursor, arguments.rows)
    connection.autocommit = True
    with connection.cursor() as cursor:
        # Neither side shall suffer from the traces of its filling.
        cursor.execute("VACUUM (FULL, ANALYZE) res_partner")
        cursor.execute("ANALYZE")
    connection.close()


if __name__ == "__main__":
    main()
