"""Fills a database with made-up companies, by COPY, and makes customers of them.

python -m duplicates.fill DATABASE --names 1000000     partners, before the addon comes
python -m duplicates.fill DATABASE --customers         all of them customers, after it came
"""

import argparse
import io
import sys
from pathlib import Path

import psycopg2

sys.path.insert(0, str(Path(__file__).resolve().parents[4]))

from .names import generate  # noqa: E402

# The number of a name is that of the partner less this one.
FIRST_ID = 10_000
_INSERT = """
    INSERT INTO res_partner (id, name, complete_name, commercial_partner_id, is_company, type,
        active, partner_share, lang, autopost_bills, ref, phone, phone_sanitized, email,
        email_normalized, vat, user_id, color, customer_rank, supplier_rank, message_bounce,
        create_uid, write_uid, create_date, write_date)
    SELECT %(first)s + id, name, name, %(first)s + id, TRUE, 'contact', TRUE, TRUE, 'en_US', 'ask',
           'N' || id, '+86 21 ' || (50000000 + id), '+8621' || (50000000 + id),
           'office@firm' || id || '.test', 'office@firm' || id || '.test',
           -- Of three in ten: two different ones are two firms, whatever their names.
           CASE WHEN id %% 10 < 3 THEN 'B' || (100000000 + id) END,
           (%(users)s::int[])[1 + id %% 20], 0, 0, 0, 0, 1, 1, now() - id %% 1000 * interval '1 day',
           now()
      FROM made ORDER BY id
"""
_CUSTOMERS = """
    UPDATE res_partner p
       SET is_managed_customer = TRUE, registered_name = p.name, registered_name_key = n.normal,
           managed_customer_id = p.id, customer_stage = 'potential', protection_state = 'exempt',
           protection_owner_id = p.user_id, visible_user_id = p.user_id, registrar_id = p.user_id,
           registration_date = p.create_date
      FROM crm_partner_name n
     WHERE n.partner_id = p.id AND n.kind = 'name' AND p.id > %s
"""


def fill(cursor, count, seed):
    rows = io.StringIO()
    for name in generate(count, seed):
        text = name.text.replace("\\", "\\\\").replace("\t", " ").replace("\n", " ")
        rows.write(f"{name.id}\t{text}\n")
    rows.seek(0)
    cursor.execute("CREATE TEMP TABLE made (id int, name text)")
    cursor.copy_expert("COPY made FROM STDIN", rows)
    cursor.execute("SELECT array_agg(id) FROM res_users WHERE login LIKE 'bench%'")
    cursor.execute(_INSERT, {"first": FIRST_ID, "users": cursor.fetchone()[0]})
    cursor.execute("SELECT setval('res_partner_id_seq', (SELECT max(id) FROM res_partner))")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("database")
    parser.add_argument("--names", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--customers", action="store_true")
    arguments = parser.parse_args()
    connection = psycopg2.connect(dbname=arguments.database)
    with connection, connection.cursor() as cursor:
        if arguments.customers:
            cursor.execute(_CUSTOMERS, [FIRST_ID])
            cursor.execute(
                "UPDATE res_company SET use_customer_management = TRUE, use_visibility = TRUE"
            )
        else:
            fill(cursor, arguments.names, arguments.seed)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (FULL, ANALYZE) res_partner")
        cursor.execute("VACUUM ANALYZE")
    connection.close()


if __name__ == "__main__":
    main()
