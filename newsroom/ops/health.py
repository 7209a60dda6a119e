"""Says whether Newsroom works, by what was done lately rather than by what is running."""

from dataclasses import asdict, dataclass, field
from datetime import timedelta

from django.db import DatabaseError
from django.utils import timezone

from newsroom.ops.models import Heartbeat
from stories.models import Follower, LedgerEntry

PULSE_WITHIN = timedelta(seconds=30)
READ_WITHIN = timedelta(seconds=60)


@dataclass
class FollowerState:
    """How far a follower of the ledger has come, and for how many seconds its next entry has waited."""

    seq: int
    lag: int
    waiting_seconds: float
    ok: bool


@dataclass
class Pulse:
    """Seconds since a process last did its work; none if it never has."""

    age_seconds: float | None
    ok: bool


@dataclass
class Health:
    """What /healthz answers."""

    ok: bool = False
    database: str = "unreachable"
    worker: Pulse | None = None
    beat: Pulse | None = None
    ledger_seq: int | None = None
    followers: dict[str, FollowerState] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """The shape for JSON."""
        return asdict(self)


def examine() -> Health:
    """Look at the database, the pulses and the followers; a database that is down is an answer too."""
    health = Health()
    try:
        pulses = {pulse.process: pulse for pulse in Heartbeat.objects.all()}
        health.worker = _pulse(pulses.get(Heartbeat.Process.WORKER))
        health.beat = _pulse(pulses.get(Heartbeat.Process.BEAT))
        health.ledger_seq = LedgerEntry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
        health.followers = {
            follower.name: _follower(follower, health.ledger_seq)
            for follower in Follower.objects.order_by("name")
        }
    except DatabaseError:
        return health
    health.database = "ok"
    pulses_ok = health.worker.ok and health.beat.ok
    health.ok = pulses_ok and all(follower.ok for follower in health.followers.values())
    return health


def _pulse(heartbeat: Heartbeat | None) -> Pulse:
    if heartbeat is None:
        return Pulse(None, ok=False)
    age = timezone.now() - heartbeat.at
    return Pulse(round(age.total_seconds(), 1), ok=age <= PULSE_WITHIN)


def _follower(follower: Follower, head: int) -> FollowerState:
    next_entry = (
        LedgerEntry.objects.filter(seq__gt=follower.seq).order_by("seq").values_list("at", flat=True).first()
    )
    waiting = timezone.now() - next_entry if next_entry else timedelta(0)
    return FollowerState(
        seq=follower.seq,
        lag=head - follower.seq,
        waiting_seconds=round(waiting.total_seconds(), 1),
        ok=waiting <= READ_WITHIN,
    )
