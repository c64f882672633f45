"""Print an apt source for the development suite of this machine's distribution.

Odoo 19 is packaged only there (`sid` of Debian, `devel` of Ubuntu). The mirror and its key are
taken from the machine's own sources, so that no host has to be named anywhere in this project.
"""

import re
import sys
from pathlib import Path

ETC = Path("/etc/apt")
SUITES = {"debian": "sid", "ubuntu": "devel"}
COMPONENTS = {"debian": ["main"], "ubuntu": ["main", "universe"]}
ROLLING = {"stable", "testing", "unstable", "sid", "devel", "oldstable"}


def os_release():
    text = Path("/etc/os-release").read_text(encoding="utf-8")
    return {k: v.strip("\"'") for k, v in re.findall(r"^(\w+)=(.*)$", text, re.M)}


def read_stanzas(path):
    """The fields of every stanza of a file in the deb822 format (`*.sources`)."""
    text = re.sub(r"^#.*\n", "", path.read_text(encoding="utf-8"), flags=re.M)
    for block in re.split(r"\n\s*\n", text):
        fields = re.findall(r"^([\w-]+):((?:.*)(?:\n[ \t].*)*)", block, re.M)
        stanza = {name.lower(): value.strip() for name, value in fields}
        if "deb" in stanza.get("types", "").split() and stanza.get("enabled", "yes") != "no":
            yield stanza


def read_lines(path):
    """The same from a file of one-line sources (`*.list`)."""
    pattern = re.compile(r"^deb\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)\s+(.*)$")
    for line in path.read_text(encoding="utf-8").splitlines():
        if match := pattern.match(line.strip()):
            options, uri, suite, components = match.groups()
            key = re.search(r"signed-by=(\S+)", options or "")
            yield {
                "uris": uri,
                "suites": suite,
                "components": components.split("#")[0],
                "signed-by": key.group(1) if key else "",
            }


def main():
    release = os_release()
    ids = [release.get("ID", ""), *release.get("ID_LIKE", "").split()]
    distribution = next((name for name in ids if name in SUITES), None)
    if not distribution:
        return "this system is neither Debian nor Ubuntu"
    # A derivative has a name of its own, and says on which release of which parent it builds.
    parents = ("UBUNTU_CODENAME", "DEBIAN_CODENAME", "VERSION_CODENAME")
    known = ROLLING | {next((release[name] for name in parents if release.get(name)), "")}
    stanzas = []
    for path in sorted((ETC / "sources.list.d").glob("*.sources")):
        stanzas += read_stanzas(path)
    for path in [ETC / "sources.list", *sorted((ETC / "sources.list.d").glob("*.list"))]:
        if path.is_file():
            stanzas += read_lines(path)
    for stanza in stanzas:
        # Foreign repositories, and the security mirror, carry other suites or components.
        if "main" in stanza.get("components", "").split() and known & set(stanza["suites"].split()):
            if "security" in stanza["uris"]:
                continue
            lines = [
                "Types: deb",
                f"URIs: {stanza['uris']}",
                f"Suites: {SUITES[distribution]}",
                f"Components: {' '.join(COMPONENTS[distribution])}",
            ]
            if stanza.get("signed-by"):
                lines.append(f"Signed-By: {stanza['signed-by']}")
            print("\n".join(lines))
            return None
    return "no source of this distribution found in /etc/apt"


if __name__ == "__main__":
    sys.exit(main())
