"""What no linter knows about this project. Prints one line per fault; any fault is a failure.

- no file over 500 lines (translations, libraries and data tables are not read line by line)
- nothing that ties the project to one machine: registry hosts, absolute paths
- XML is well-formed; every data file is in the manifest, every file of the manifest is there
- every model has an access line; every test file is imported, since Odoo runs no other
"""

import ast
import csv
import re
import subprocess
import sys
from pathlib import Path

from lxml import etree

ADDON = "crm_customer_protection"
MAX_LINES = 500
DATA_FOLDERS = {"data", "demo", "i18n", "lib", "doc", "docs"}
CODE = {".py", ".js", ".mjs", ".xml", ".scss", ".sh", ".css", ""}
TEXT = CODE | {".csv", ".txt", ".toml", ".json", ".yml", ".yaml", ".md", ".rst", ".po", ".pot"}
# Written with classes so that this file does not accuse itself.
MACHINE_BOUND = [
    (re.compile(r"[/]work/\w|[/]opt/(wheels|pypi)"), "a path of one machine"),
    (re.compile(r"[/](home|Users)/[a-z]\w*/"), "somebody's home folder"),
    (
        re.compile(
            r"(registry\.npmjs|npmmirror|registry\.yarnpkg|files\.pythonhosted|pypi|deb\.debian"
            r"|archive\.ubuntu|ports\.ubuntu|artifactory|nexus)\.[a-z]{2,}"
        ),
        "the host of a package registry",
    ),
    (re.compile(r"--(extra-)?index-url|_auth[T]oken"), "the choice of a package registry"),
]


def list_files(root):
    """The files of the repository, those not yet added included, those ignored not."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    result = subprocess.run(command, cwd=root, capture_output=True, check=False)
    if result.returncode == 0:
        paths = [root / name for name in result.stdout.decode().split("\0") if name]
    else:
        # An unpacked archive has no git.
        hidden = {".git", "node_modules", "__pycache__", ".ruff_cache"}
        paths = [p for p in root.rglob("*") if not hidden & set(p.relative_to(root).parts)]
    return sorted(path for path in paths if path.is_file() and not path.is_symlink())


def check_text(root, path):
    relative = path.relative_to(root)
    text = path.read_text(encoding="utf-8", errors="replace")
    lines = text.splitlines()
    if (
        path.suffix in CODE
        and not DATA_FOLDERS & set(relative.parts[:-1])
        and len(lines) > MAX_LINES
    ):
        yield f"{relative}: {len(lines)} lines, at most {MAX_LINES} are allowed: split it"
    for number, line in enumerate(lines, 1):
        for pattern, what in MACHINE_BOUND:
            if match := pattern.search(line):
                yield f"{relative}:{number}: names {what}: {match.group()}"


def check_xml(root, path):
    try:
        etree.parse(str(path))
    except etree.XMLSyntaxError as error:
        yield f"{path.relative_to(root)}: not well-formed: {error}"


def check_manifest(root, files):
    manifest = ast.literal_eval((root / "__manifest__.py").read_text(encoding="utf-8"))
    listed = [*manifest.get("data", []), *manifest.get("demo", [])]
    for name in listed:
        if not (root / name).is_file():
            yield f"__manifest__.py: {name} does not exist"
    for name in {name for name in listed if listed.count(name) > 1}:
        yield f"__manifest__.py: {name} is listed twice"
    code = "".join(path.read_text() for path in files if path.suffix == ".py")
    loaded = {"data", "demo", "report", "reports", "security", "views", "wizard", "wizards"}
    for path in files:
        relative = path.relative_to(root)
        if (
            path.suffix in {".xml", ".csv"}
            and relative.parts[0] in loaded
            and relative.as_posix() not in listed
            and f'"{relative.as_posix()}"' not in code
        ):
            yield f"{relative}: is neither in the manifest nor loaded by code"


def string_list(node):
    """The strings of a constant or a list of constants."""
    nodes = node.elts if isinstance(node, ast.List | ast.Tuple) else [node]
    return [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]


def new_models(path):
    """Names of the models that a file makes, with the line; abstract ones need no access."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ClassDef):
            continue
        bases = {base.attr for base in node.bases if isinstance(base, ast.Attribute)}
        values = {
            target.id: string_list(statement.value)
            for statement in node.body
            if isinstance(statement, ast.Assign)
            for target in statement.targets
            if isinstance(target, ast.Name)
        }
        name = values.get("_name")
        if not name or name[0] in values.get("_inherit", []):
            continue
        if bases & {"Model", "TransientModel"}:
            yield name[0], node.lineno


def check_access(root, files):
    """Every model has an access line, and every line names a group."""
    with_access = set()
    for path in files:
        if path.name != "ir.model.access.csv":
            continue
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                model = row.get("model_id:id") or row.get("model_id/id") or ""
                with_access.add(model.split(".")[-1])
                if not (row.get("group_id:id") or row.get("group_id/id")):
                    yield f"{path.relative_to(root)}: {row.get('id')} names no group"
    for path in files:
        if path.suffix == ".py" and path.relative_to(root).parts[0] not in {"tests", "scripts"}:
            for name, line in new_models(path):
                if "model_" + name.replace(".", "_") not in with_access:
                    yield f"{path.relative_to(root)}:{line}: model {name} has no access line"


def check_tests_imported(root, files):
    for path in files:
        relative = path.relative_to(root)
        if relative.parts[0] != "tests" or not path.name.startswith("test_"):
            continue
        if path.suffix != ".py" or relative.parts[1] == "server":
            continue
        package = path.parent / "__init__.py"
        text = package.read_text(encoding="utf-8") if package.is_file() else ""
        if not re.search(rf"\b{path.stem}\b", text):
            yield f"{relative}: not imported by {package.relative_to(root)}, so Odoo never runs it"


def main(root):
    files = list_files(root)
    faults = []
    for path in files:
        foreign = path.is_relative_to(root / "static" / "lib")
        if path.suffix in TEXT and not foreign:
            faults += check_text(root, path)
        if path.suffix in {".xml", ".svg"}:
            faults += check_xml(root, path)
    faults += check_manifest(root, files)
    faults += check_access(root, files)
    faults += check_tests_imported(root, files)
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
