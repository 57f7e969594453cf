"""The connection to arq's queue, as web and worker processes share it."""

import json
from typing import Any

from arq.connections import ArqRedis
from redis.asyncio import ConnectionPool


def open_queue(redis_url: str) -> ArqRedis:
    """Connects when it is first used, so that a process starts and answers while Redis is away."""
    pool = ConnectionPool.from_url(redis_url, socket_connect_timeout=2, health_check_interval=30)
    return ArqRedis(pool_or_conn=pool, job_serializer=serialize_job, job_deserializer=json.loads)


def serialize_job(job: dict[str, Any]) -> bytes:
    # JSON and not arq's pickle: whoever can write to Redis must not be able to run code here.
    return json.dumps(job).encode()
