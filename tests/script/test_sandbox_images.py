"""Images that were replaced are removed; what is wanted, used or fresh stays."""

import io
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from grader import images
from script.steps.engine import engine_client, has_image
from script.steps.sandbox_images import remove_superseded
from tests.grader.boxes import grader_images

__all__ = ["grader_images"]

pytestmark = pytest.mark.docker

LATER = timedelta(days=2)


@pytest.fixture
def client(grader_images: None):
    client = engine_client()
    yield client
    client.close()


@pytest.fixture
def image(client):
    """Return a function that makes a small image under a name of this test's own; all are gone after it."""
    family = f"ecole-test-{uuid4().hex[:8]}"

    def make(name: str) -> str:
        tag = f"{family}-{name}:1"
        written = f"FROM {images.tag('box')}\nLABEL made-for={tag}\n"
        client.images.build(fileobj=io.BytesIO(written.encode()), tag=tag, rm=True)
        return tag

    make.family = f"{family}-*"
    yield make
    for left in client.images.list(filters={"reference": make.family}):
        client.images.remove(left.id, force=True)


def remove(client, image, wanted=(), *, after=LATER):
    return remove_superseded(client, wanted, now=datetime.now(UTC) + after, named=image.family)


def test_what_was_replaced_goes_and_what_is_wanted_stays(client, image):
    old, wanted = image("old"), image("wanted")

    assert remove(client, image, [wanted]) == [old]
    assert (has_image(client, old), has_image(client, wanted)) == (False, True)


def test_what_is_fresh_may_be_another_copys_and_stays(client, image):
    fresh = image("fresh")

    assert remove(client, image, after=timedelta(hours=1)) == []
    assert has_image(client, fresh)


def test_what_a_container_uses_stays_even_when_it_is_stopped(client, image):
    used = image("used")
    container = client.containers.create(used)
    try:
        assert remove(client, image) == []
        assert has_image(client, used)
    finally:
        container.remove()
    assert remove(client, image) == [used]


def test_other_families_are_not_looked_at(client, image):
    assert remove_superseded(client, [], now=datetime.now(UTC) + LATER, named="ecole-nobody-*") == []
    assert has_image(client, images.tag("box"))
