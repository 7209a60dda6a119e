"""The signs of life of the processes that nobody sees."""

from datetime import datetime

from django.db import models


class Heartbeat(models.Model):
    """When a kind of process last did what it is there for: a worker a task, beat the sending of one."""

    class Process(models.TextChoices):
        """The processes that are watched."""

        WORKER = "worker", "Worker"
        BEAT = "beat", "Beat"

    process = models.CharField(max_length=10, primary_key=True, choices=Process)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.process} at {self.at:%Y-%m-%d %H:%M:%S}"


def beat_heard(*, sent_at: datetime, now: datetime) -> None:
    """Note that beat sent a task at one time and a worker ran it at the other."""
    Heartbeat.objects.bulk_create(
        [
            Heartbeat(process=Heartbeat.Process.BEAT, at=sent_at),
            Heartbeat(process=Heartbeat.Process.WORKER, at=now),
        ],
        update_conflicts=True,
        unique_fields=["process"],
        update_fields=["at"],
    )
