"""Assertions of freeCodeCamp: each is said as our checks say it, or refused with a reason."""

import pytest

from exercises.importers.assertions import Untranslated, checks_of

ELEMENTS = [
    ("assert(document.querySelector('h1'))", "h1", {"at_least": 1}),
    ("assert.exists(document.getElementById('shop'));", "#shop", {"at_least": 1}),
    ("assert.isNull(document.querySelector('br'))", "br", {"count": 0}),
    ("assert(document.querySelectorAll('li').length >= 3)", "li", {"at_least": 3}),
    ("assert.lengthOf(document.querySelectorAll(`li`), 3, 'three')", "li", {"count": 3}),
    ("assert.isAbove(document.querySelectorAll('li').length, 2)", "li", {"at_least": 3}),
    ('assert($("li").length === 2);', "li", {"count": 2}),
    ("assert.equal(document.querySelector('p')?.textContent, 'Rye')", "p", {"which": "first", "text": "Rye"}),
    (
        "const a = document.querySelector('a');\nassert.strictEqual(a.getAttribute('href'), '#rye')",
        "a",
        {"which": "first", "attributes": {"href": "#rye"}},
    ),
    (
        "assert(getComputedStyle(document.querySelector('p')).backgroundColor === 'rgb(1, 2, 3)')",
        "p",
        {"which": "first", "styles": {"background-color": "rgb(1, 2, 3)"}},
    ),
    (
        "assert($('p').css('fontSize') === '20px')",
        "p",
        {"which": "first", "styles": {"font-size": "20px"}},
    ),
    (
        "assert(document.querySelector('p').hasAttribute('lang'))",
        "p",
        {"which": "first", "attributes": {"lang": {"present": True}}},
    ),
]


@pytest.mark.parametrize(("code", "selector", "expect"), ELEMENTS)
def test_what_concerns_an_element_is_a_check_on_it(code, selector, expect):
    assert checks_of(code, "web") == [({"kind": "elements", "selector": selector}, expect)]


VALUES = [
    ("assert.strictEqual(add(1, 2), 3);", "add(1, 2)", {"equals": 3}),
    ("assert(add(1, 2) === -3)", "add(1, 2)", {"equals": -3}),
    (
        "assert.deepEqual(f(), [1, {a: 'b', 'c': null}])",
        "f()",
        {"equals": [1, {"a": "b", "c": {"$type": "null"}}]},
    ),
    ("assert.equal(f(), 3)", "(f()) == (3)", {"equals": True}),
    ("assert.strictEqual(f(), [])", "(f()) === ([])", {"equals": True}),
    ("assert.match(f(), /a,b/i)", "(/a,b/i).test((f()))", {"equals": True}),
    ("assert.throws(() => f('x'), TypeError)", "f('x')", {"throws": "TypeError"}),
    ("assert.isTrue(f(1) && g())", "f(1) && g()", {"equals": True}),
    ("assert(f(1) || g())", "Boolean((f(1) || g()))", {"equals": True}),
    ("assert(x.some((y) => y > 2 && y < 4))", "Boolean((x.some((y) => y > 2 && y < 4)))", {"equals": True}),
]


@pytest.mark.parametrize(("code", "expression", "expect"), VALUES)
def test_a_plain_expression_is_asked_for_and_its_worth_stays_outside(code, expression, expect):
    ((probe, wanted),) = checks_of(code, "javascript")
    assert probe["expression"] == expression
    assert wanted == expect


def test_what_is_declared_before_goes_with_the_expression():
    ((probe, expect),) = checks_of(
        "const a = add(1, 2)\nconst b = a\n  .toString();\nassert.equal(b, '3')", "javascript"
    )
    assert (
        probe["expression"] == "(() => {\nconst a = add(1, 2);\nconst b = a\n  .toString();\nreturn b;\n})()"
    )
    assert expect == {"equals": "3"}


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("assert(code.includes('x'))", "code"),
        ("assert($('li').eq(0).text() === 'x')", "jQuery"),
        ("assert(new __helpers.CSSHelp(document).isPropertyUsed('x'))", "outils"),
        ("for (const x of xs) { assert(x); }", "boucle"),
        ("await wait();\nassert(1)", "attend"),
        ("assert.sameMembers(a, [1])", "sameMembers"),
        ("assert.deepEqual(f(), g())", "calculer"),
        ("assert.throws(() => { f(); })", "erreur"),
        ("const x = 1;", "n’affirme rien"),
        ("var filled;\nfill();\nassert(filled === 2)", "remplir"),
        ("console.log = (x) => {};\nassert(f())", "console"),
        ("assert(", "fermée"),
        ("assert()", "vide"),
        (f"assert(f('{'x' * 1000}'))", "trop longue"),
        ("assert(document.title)", "page"),
    ],
)
def test_what_cannot_be_said_is_refused_with_a_reason(code, reason):
    with pytest.raises(Untranslated, match=reason):
        checks_of(code, "javascript" if "document.title" in code else "web")


def test_rules_of_style_sheets_are_asked_of_the_page():
    code = "const h = new __helpers.CSSHelp(document);\n"
    code += "assert.equal(h.getStyle('p')?.getPropVal('color', true), 'red')"
    ((probe, expect),) = checks_of(code, "web")
    assert "selectorText === 'p'" in probe["expression"]
    assert "__helpers" not in probe["expression"]
    assert expect == {"equals": "red"}
