"""Whether what the platform stands on answers; asked by whoever watches over it."""

from django.db import DatabaseError, connection
from redis.exceptions import RedisError

from lms.core.queue import valkey


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def queue_answers() -> bool:
    try:
        return bool(valkey().ping())
    except RedisError:
        return False
