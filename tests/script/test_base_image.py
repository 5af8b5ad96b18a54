import pytest

from script.steps.base_image import MIRROR, SECURITY, certificates_in

ONE_LINE = """\
# deb http://old.example/debian bookworm main
deb [signed-by=/usr/share/keyrings/debian.gpg] http://mirror.example/debian/ bookworm main
deb http://mirror.example/debian-security bookworm-security main
"""
DEB822 = """\
Types: deb
URIs: https://mirror.example/debian
Suites: bookworm bookworm-updates

Types: deb
URIs: https://mirror.example/debian-security
Suites: bookworm-security
"""
UBUNTU = "Types: deb\nURIs: http://mirror.example/ubuntu/\nSuites: noble\n"


@pytest.mark.parametrize(("sources", "scheme"), [(ONE_LINE, "http"), (DEB822, "https")])
def test_mirrors_are_read_in_both_spellings(sources, scheme):
    assert MIRROR.search(sources).group(1) == f"{scheme}://mirror.example/debian"
    assert SECURITY.search(sources).group(1) == f"{scheme}://mirror.example/debian-security"


def test_ubuntu_mirror_is_not_taken_for_a_debian_one():
    assert MIRROR.search(UBUNTU) is None


def test_same_certificate_is_recognised_whatever_its_line_breaks():
    wide = "-----BEGIN CERTIFICATE-----\nAAAABBBB\n-----END CERTIFICATE-----\n"
    narrow = "# a comment\n-----BEGIN CERTIFICATE-----\nAAAA\nBBBB\n-----END CERTIFICATE-----\n"

    assert certificates_in(wide).keys() == certificates_in(narrow).keys()
