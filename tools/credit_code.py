"""The unified social credit code 统一社会信用代码 of organisations in China (GB 32100-2015).

Eighteen characters: registering department (1), kind of organisation (1), region (6 digits,
GB/T 2260), organisation code (9, GB 11714-1997: eight characters and a check character), and
a check character over all. I, O, S, V and Z are not used.

python-stdnum, which comes with Odoo, knows the alphabet and computes the check character
(`stdnum.cn.uscc`). Its `validate` is not used: it wants a digit as department and kind, and
so refuses the codes of rural cooperatives (N2…) and of other departments (A1…, Y1…), and it
does not look into the organisation code. Without that look one number in 31 passes by chance,
among them numbers of personal identity cards.
"""

import re
import unicodedata

from stdnum.cn import uscc

_ALPHABET = "0-9A-HJ-NPQRTUWXY"
_LIKE = re.compile(f"[{_ALPHABET}]{{18}}")
_FORM = re.compile(f"[{_ALPHABET}]{{2}}[0-9]{{6}}[{_ALPHABET}]{{8}}[0-9X][{_ALPHABET}]")
_SEPARATORS = re.compile(r"[^0-9A-Z]")

# GB 11714-1997: the weights of the eight characters, and the character for each remainder.
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_CHECK = "0X987654321"


def normalise_credit_code(code: str | None) -> str:
    """Return the code in its plain form: half width, upper case, without separators.

    The country prefix of a VAT number ("CN" before eighteen characters) is cut. Look-alikes
    (O for 0, I for 1) are left, so that `check_credit_code` reports them.

    :param code: the code as somebody wrote it; None and False (an empty field) are empty
    :return: the plain code, which need not be right
    """
    if not code:
        return ""
    plain = _SEPARATORS.sub("", unicodedata.normalize("NFKC", code).upper())
    return plain[2:] if len(plain) == 20 and plain.startswith("CN") else plain


def is_credit_code_like(code: str | None) -> bool:
    """Whether the text can be meant as a credit code: eighteen characters of its alphabet.

    A personal identity card number has that form too; `check_credit_code` decides.
    """
    return bool(_LIKE.fullmatch(normalise_credit_code(code)))


def check_credit_code(code: str | None) -> bool:
    """Whether the code is well formed and both of its check characters are right.

    :param code: in any spelling that `normalise_credit_code` understands
    :return: False for anything else, never an error. True does not mean that the code was
        ever given to anybody.
    """
    plain = normalise_credit_code(code)
    return bool(
        _FORM.fullmatch(plain)
        and plain[16] == _organisation_check(plain[8:16])
        and plain[17] == uscc.calc_check_digit(plain[:17])
    )


def _organisation_check(body: str) -> str:
    """Return the check character of an organisation code (GB 11714-1997).

    Letters count from A = 10 to Z = 35 without a gap, other than in the credit code around it.
    """
    pairs = zip(body, _ORGANISATION_WEIGHTS, strict=True)
    total = sum(int(char, 36) * weight for char, weight in pairs)
    return _ORGANISATION_CHECK[total % 11]
