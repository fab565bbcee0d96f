"""Content-addressed bytes: in a local folder, in an S3-compatible bucket, or in memory; all by obstore."""

from archive.blobs.bucket import Bucket, BucketBlobs
from archive.blobs.folder import FolderBlobs
from archive.blobs.objects import ObjectBlobs

__all__ = ["Bucket", "BucketBlobs", "FolderBlobs", "ObjectBlobs"]
