"""A folder or a bucket as one kind of store, for whoever reads pictures from either."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

PATIENCE: Any = {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}


def bucket(url: str) -> Any:
    """A profile or single sign-on needs boto3, our `s3` extra; AWS_* variables don't."""
    import obstore

    if not url.startswith("s3://"):
        raise ValueError(f"it must be a folder or s3://bucket/prefix, not {url}")
    try:
        from obstore.auth.boto3 import Boto3CredentialProvider
    except ImportError:
        return obstore.store.from_url(url, retry_config=PATIENCE)
    try:
        known = Boto3CredentialProvider()
    except ValueError:  # boto3 knows no credentials; the machine's own role may
        return obstore.store.from_url(url, retry_config=PATIENCE)
    return obstore.store.from_url(url, credential_provider=known, retry_config=PATIENCE)
