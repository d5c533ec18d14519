"""The faults. Each is done to a bot that has a message under way, some times, and then the bot has to be as before."""

import asyncio
import os
import resource
import signal
import sqlite3
import threading
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import asyncpg

from storage.documents import aside
from storage.documents.errors import Unreadable
from tests.e2e.faults.figures import Figures
from tests.e2e.faults.points import Act, Points, kill
from tests.e2e.faults.proxy import Cutting
from tests.e2e.faults.scene import LEASED, Bot, Offset, Scene

HANGS = 10  # seconds after which a bot without memory is ended
DATABASES = {True: "SQLite", False: "PostgreSQL"}


def _figures(fault: str, scene: Scene) -> Figures:
    return Figures(fault, DATABASES[scene.sqlite])


# --- at every point of a turn -------------------------------------------------------------------------------


def points_of_a_turn(scene: Scene) -> int:
    """How many there are: a turn is run, and they are counted."""
    number = scene.next()

    async def counted(one: Bot) -> None:
        points = Points(None, kill)
        points.arm(one.app.store._database.engines)
        await asyncio.create_task(one.app.router.take(one.message(number)))
        one.report({"points": points.passed})

    return next(int(one["points"]) for one in scene.forked(counted) if "points" in one)


def some(points: int, tries: int | None) -> Iterable[int]:
    """All of them, or as many as are wanted, evenly."""
    wanted = points if tries is None else min(tries, points)
    return sorted({1 + round(place * (points - 1) / max(1, wanted - 1)) for place in range(wanted)})


def killed(scene: Scene, tries: int | None) -> Figures:
    """`kill -9` whenever any task of a turn goes on or waits."""
    figures = _figures("`kill -9` at every await of a turn", scene)
    for point in some(points_of_a_turn(scene), tries):
        number = scene.next()
        scene.forked(_until(number, point, kill))
        figures.tries += 1
        figures.judge(scene, number, done=False)
        _back(scene, number, figures)
    return figures.finish(scene)


def _until(number: int, point: int, act: Act) -> Callable[[Bot], Awaitable[None]]:
    async def turn(one: Bot) -> None:
        points = Points(point, act)
        points.arm(one.app.store._database.engines)
        await asyncio.create_task(one.app.router.take(one.message(number)))

    return turn


def _back(scene: Scene, number: int, figures: Figures) -> None:
    """Another process: it answers at once; the message that was cut off comes again, and what is unsent is sent."""
    following, later = scene.next(), Offset()

    async def again(one: Bot) -> None:
        began = time.monotonic()
        await one.say(following)
        one.report({"seconds": time.monotonic() - began})
        await one.say(number)
        later.by = LEASED
        await one.app.sender.sweep()

    began = time.monotonic()
    reported = scene.forked(again, later)
    figures.seconds.append(time.monotonic() - began)
    assert any("seconds" in one for one in reported)
    for said in (number, following):
        figures.judge(scene, said, done=True)
        if not scene.acknowledged(said):
            figures.lost.append(f"{said}: its reply was never sent")


# --- the database refuses -----------------------------------------------------------------------------------


async def _recorded(one: Bot, number: int) -> None:
    """Say a message until it is recorded, as somebody does who is told that it was not."""
    for _ in range(600):
        if await one.say(number):
            return
        await asyncio.sleep(0.05)


def _refused(scene: Scene, fault: str, tries: int, spoil: Callable[[], None], mend: Callable[[], None]) -> Figures:
    """One bot all the while: what cannot be recorded is said so, and once it can again, it is."""
    figures = _figures(fault, scene)
    numbers = [(scene.next(), scene.next()) for _ in range(tries)]

    async def going_on(one: Bot) -> None:
        for refused, recorded in numbers:
            spoil()
            one.report({"recorded": await one.say(refused), "number": refused})
            mend()
            began = time.monotonic()
            await _recorded(one, recorded)
            one.report({"seconds": time.monotonic() - began})

    reported = scene.forked(going_on)
    figures.seconds = [one["seconds"] for one in reported if "seconds" in one]
    figures.tries = tries
    for refused, recorded in numbers:
        figures.judge_words(scene, refused)
        figures.judge(scene, refused, done=False)
        figures.judge(scene, recorded, done=True)
    if len(figures.seconds) != tries or any(one.get("recorded") for one in reported):
        figures.wrong.append(f"the fault did not bite: {reported}")
    return figures.finish(scene)


def full_disk(scene: Scene, tries: int | None) -> Figures:
    """The disk is filled to the last byte; then the filling is taken away."""
    filling = scene.file.with_name("filling")

    def spoil() -> None:
        with suppress(OSError), filling.open("ab", buffering=0) as file:
            for size in (65_536, 512, 1):
                with suppress(OSError):
                    while file.write(b"\0" * size):
                        pass

    return _refused(scene, "a full disk", tries or 20, spoil, filling.unlink)


def locked(scene: Scene, tries: int | None) -> Figures:
    """Another program holds the database for longer than the bot waits (five seconds)."""
    letting_go: list[Callable[[], None]] = []

    def spoil() -> None:
        letting_go.append(_held_file(scene.file) if scene.sqlite else _held_server(scene.url))

    return _refused(scene, "a locked database", tries or 5, spoil, lambda: letting_go.pop()())


def _held_file(file: Path) -> Callable[[], None]:
    """The write lock of a file, until what is returned is called."""
    held = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    held.execute("BEGIN IMMEDIATE")

    def let_go() -> None:
        held.rollback()
        held.close()

    return let_go


def _held_server(url: str) -> Callable[[], None]:
    """A table that every turn reads and writes, as a migration or a VACUUM FULL holds it; from a thread of its own."""
    holds, over = threading.Event(), threading.Event()

    async def hold() -> None:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        async with connection.transaction():
            await connection.execute("LOCK TABLE plans IN ACCESS EXCLUSIVE MODE")
            holds.set()
            await asyncio.to_thread(over.wait)
        await connection.close()

    thread = threading.Thread(target=lambda: asyncio.run(hold()))
    thread.start()
    holds.wait()

    def let_go() -> None:
        over.set()
        thread.join()

    return let_go


def vanished(scene: Scene, tries: int | None) -> Figures:
    """The file is moved away, with its journal, and comes back."""
    away = scene.file.with_name("away")

    def move(from_: Path, to: Path) -> None:
        for end in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                from_.with_name(from_.name + end).rename(to.with_name(to.name + end))

    return _refused(
        scene, "a vanished file", tries or 20, lambda: move(scene.file, away), lambda: move(away, scene.file)
    )


def replaced(scene: Scene, tries: int | None) -> Figures:
    """A copy is put in the place of the file under the running bot."""
    copy = scene.file.with_name("copy")

    def spoil() -> None:
        with closing(sqlite3.connect(scene.file)) as old, closing(sqlite3.connect(copy)) as new:
            old.backup(new)
        for end in ("-wal", "-shm"):
            scene.file.with_name(scene.file.name + end).unlink(missing_ok=True)
        copy.replace(scene.file)

    return _refused(scene, "a file replaced by a copy", tries or 20, spoil, lambda: None)


# --- the connection breaks ----------------------------------------------------------------------------------


def terminated(scene: Scene, tries: int | None) -> Figures:
    """The server ends every connection of the bot, at each point of a turn."""
    figures = _figures("connections ended by the server at every await of a turn", scene)
    for point in some(points_of_a_turn(scene), tries):
        _broken(scene, figures, lambda number, point=point: _until(number, point, lambda: _terminate(scene.url)))
    return figures.finish(scene)


def _terminate(url: str) -> None:
    """In a thread with a loop of its own: the bot's stands still meanwhile."""

    async def end() -> None:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND application_name = 'planminder'"
        )
        await connection.close()

    thread = threading.Thread(target=lambda: asyncio.run(end()))
    thread.start()
    thread.join()


def _broken(
    scene: Scene, figures: Figures, turn: Callable[[int], Callable[[Bot], Awaitable[None]]], url: str | None = None
) -> None:
    """A turn in which the connection breaks, and the same bot afterwards."""
    number, following = scene.next(), scene.next()

    async def going_on(one: Bot) -> None:
        await turn(number)(one)
        asyncio.get_running_loop().set_task_factory(None)
        began = time.monotonic()
        await _recorded(one, following)
        one.report({"seconds": time.monotonic() - began})

    reported = scene.forked(going_on, url=url)
    figures.tries += 1
    figures.seconds += [one["seconds"] for one in reported if "seconds" in one]
    figures.judge_words(scene, number)
    _back(scene, number, Figures("", "")) if scene.kept(number).notes == 0 else None
    figures.judge(scene, number, done=True)
    figures.judge(scene, following, done=True)


def unanswered(scene: Scene, tries: int | None) -> Figures:
    """COMMIT reaches the server and is done; the connection breaks before the answer."""
    figures = _figures("the connection breaks after COMMIT, before its answer", scene)
    with Cutting(scene.url) as proxy:
        for _ in range(tries or 20):

            def turn(number: int) -> Callable[[Bot], Awaitable[None]]:
                async def cut(one: Bot) -> None:
                    proxy.cut_next(0.0)
                    await one.say(number)

                return cut

            _broken(scene, figures, turn, proxy.url)
        figures.wrong += [] if proxy.cuts == figures.tries else [f"{proxy.cuts} cuts in {figures.tries} tries"]
    return figures.finish(scene)


def unanswered_and_away(scene: Scene, tries: int | None) -> Figures:
    """The same, and the server cannot be reached for longer than the bot looks: it says that it cannot tell."""
    figures = _figures("the same, and the server stays away for 8 seconds", scene)
    with Cutting(scene.url) as proxy:
        for _ in range(tries or 3):

            def turn(number: int) -> Callable[[Bot], Awaitable[None]]:
                async def cut(one: Bot) -> None:
                    proxy.cut_next(8.0)
                    await one.say(number)

                return cut

            _broken(scene, figures, turn, proxy.url)
        said = [one for one in scene.told if "cannot tell" in one.get("text", "")]
        figures.wrong += [] if len(said) == figures.tries else [f"it was said {len(said)} times that it cannot be told"]
    return figures.finish(scene)


# --- clock and memory ---------------------------------------------------------------------------------------


def clock_jumps(scene: Scene, tries: int | None) -> Figures:
    """The clock is an hour, a day or a year ahead or behind, and right again; also while a reply is unsent."""
    figures = _figures("a clock that jumps", scene)
    now = Offset()
    jumps = [timedelta(hours=1), timedelta(days=1), timedelta(days=366)][: tries or 3]
    numbers = [[scene.next() for _ in range(4)] for _ in jumps]

    async def jumping(one: Bot) -> None:
        for jump, (ahead, unsent, behind, after) in zip(jumps, numbers, strict=True):
            now.by = jump
            await one.say(ahead)
            one.channel.fails = True
            await one.say(unsent)
            one.channel.fails, now.by = False, -jump
            await one.say(behind)
            now.by = timedelta(0)
            began = time.monotonic()
            await one.say(after)
            one.report({"seconds": time.monotonic() - began})
            now.by = jump + LEASED  # the day that the clock had said has come
            await one.app.clock.tick()
            now.by = timedelta(0)

    figures.seconds = [one["seconds"] for one in scene.forked(jumping, now) if "seconds" in one]
    figures.tries = 4 * len(jumps)
    for number in (one for few in numbers for one in few):
        figures.judge(scene, number, done=True)
        if not scene.acknowledged(number):
            figures.lost.append(f"{number}: its reply was never sent")
    return figures.finish(scene)


def out_of_memory(scene: Scene, tries: int | None) -> Figures:
    """The process that reads documents is killed while it reads, as the kernel does; the bot answers meanwhile."""
    figures = _figures("a worker killed for its memory while it reads", scene)
    numbers = [(scene.next(), scene.next()) for _ in range(tries or 5)]
    long = b"No,Action,Owner\n" + b"".join(b"%d,Write to Jo Smith,Jo Smith\n" % n for n in range(8_000))

    async def reading(one: Bot) -> None:
        for during, after in numbers:
            read = asyncio.create_task(aside.read_file_aside("plan.csv", long))
            await _until_reading()
            os.kill(aside._READER.process or 0, signal.SIGKILL)
            one.report({"recorded": await one.say(during)})
            with suppress(Unreadable):
                await read
                one.report({"not bitten": during})
            began = time.monotonic()
            await aside.read_file_aside("plan.csv", b"No,Action,Owner\n1,Write,Jo Smith\n")
            await one.say(after)
            one.report({"seconds": time.monotonic() - began})
        aside._READER.stop()

    reported = scene.forked(reading)
    figures.seconds, figures.tries = [one["seconds"] for one in reported if "seconds" in one], len(numbers)
    figures.wrong += [str(one) for one in reported if "not bitten" in one]
    for number in (one for pair in numbers for one in pair):
        figures.judge(scene, number, done=True)
    return figures.finish(scene)


async def _until_reading() -> None:
    for _ in range(6_000):
        if aside._READER.process is not None and aside._READER._pipe is not None:
            break
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)


def starved(scene: Scene, tries: int | None) -> Figures:
    """The bot gets no more memory with a message under way (RLIMIT_AS), sooner or later. Whatever becomes of it (where
    a thread cannot begin it hangs, and is ended as whoever watches it would), another finds the database whole."""
    figures = _figures("a bot that runs out of memory in a turn", scene)
    for left in some(400, tries or 40):
        number = scene.next()

        async def starving(one: Bot, left: int = left, number: int = number) -> None:
            signal.alarm(HANGS)
            used = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (used + left * 1024, resource.RLIM_INFINITY))
            hoard = []
            with suppress(MemoryError):
                while True:
                    hoard.append(bytearray(4096))
            del hoard[: left * 1024 // 4096]
            await one.say(number)
            os._exit(0)

        with suppress(RuntimeError):  # where it could say that much
            scene.forked(starving)
        figures.tries += 1
        figures.judge_words(scene, number)
        figures.judge(scene, number, done=False)
        _back(scene, number, figures)
    return figures.finish(scene)


SQLITE = {
    "killed": killed,
    "full-disk": full_disk,
    "locked": locked,
    "vanished": vanished,
    "replaced": replaced,
    "clock": clock_jumps,
    "worker": out_of_memory,
    "starved": starved,
}
POSTGRES = {
    "killed": killed,
    "terminated": terminated,
    "unanswered": unanswered,
    "away": unanswered_and_away,
    "locked": locked,
    "clock": clock_jumps,
    "worker": out_of_memory,
    "starved": starved,
}
