"""Run a notebook in a fresh TypeScript kernel: run_notebook.py NOTEBOOK.ipynb EXECUTED.ipynb NAME

Stops at the first cell that fails, prints its source and its own error, and exits with 1. The executed notebook is written to
EXECUTED.ipynb in any case; NAME is what messages call it. Ends the kernel and everything the kernel started when it is
interrupted, terminated, or when its standard input closes because whoever started it is gone (exit code 130).
"""

import asyncio
import os
import signal
import sys
import textwrap
import threading
import time
from contextlib import suppress
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

SHUTDOWN_SECONDS = 2.0


class Runner:
    def __init__(self, source: Path, target: Path, name: str):
        self.target, self.name = target, name
        self.notebook = nbformat.read(source, as_version=4)
        cells = enumerate(self.notebook.cells)
        self.numbered = [i for i, cell in cells if cell.cell_type == "code" and cell.source.strip()]
        self.index: int | None = None
        self.group: int | None = None
        self.stopped = False
        self.client = NotebookClient(
            self.notebook,
            kernel_name="tslab",
            timeout=None,
            coalesce_streams=True,
            record_timing=False,
            resources={"metadata": {"path": str(source.parent)}},
            on_notebook_start=self.on_start,
            on_cell_execute=self.on_cell,
        )
        self.client.create_kernel_manager().shutdown_wait_time = SHUTDOWN_SECONDS

    def on_start(self, **_) -> None:
        """The kernel runs: take the signals back from nbclient, whose handlers lose the executed notebook."""
        self.group = getattr(self.client.km.provisioner, "pgid", None)
        self.loop = asyncio.get_running_loop()
        with suppress(NotImplementedError):  # Windows
            for number in (signal.SIGINT, signal.SIGTERM):
                self.loop.add_signal_handler(number, self.stop)
        threading.Thread(target=self.watch_starter, daemon=True).start()

    def watch_starter(self) -> None:
        while os.read(sys.stdin.fileno(), 1):
            pass
        with suppress(RuntimeError):  # the loop has ended
            self.loop.call_soon_threadsafe(self.stop)

    def stop(self) -> None:
        self.stopped = True
        self.task.cancel()

    def on_cell(self, cell_index: int, **_) -> None:
        self.index = cell_index
        if sys.stdout.isatty():
            print(f"\r\x1b[K{self.name} {self.place()}", end="", flush=True)

    def place(self) -> str:
        if self.index is None:
            return "before its first cell"
        return f"cell {self.numbered.index(self.index) + 1}/{len(self.numbered)}"

    async def run(self) -> int:
        start = time.monotonic()
        self.task = asyncio.ensure_future(self.client.async_execute())
        try:
            await self.task
        except (Exception, asyncio.CancelledError) as error:
            return self.report_failure(error)
        finally:
            self.end_group()
            self.write()
        self.clear_line()
        print(f"{self.name}: {len(self.numbered)} cells in {time.monotonic() - start:.1f} s")
        return 0

    def report_failure(self, error: BaseException) -> int:
        self.clear_line()
        if self.stopped:
            print(f"{self.name} was stopped at {self.place()}", file=sys.stderr)
            return 130
        print(f"{self.name} failed at {self.place()}:\n", file=sys.stderr)
        if self.index is not None:
            print(textwrap.indent(self.notebook.cells[self.index].source, "    ") + "\n", file=sys.stderr)
        print(self.explain(error).rstrip(), file=sys.stderr)
        return 1

    def explain(self, error: BaseException) -> str:
        if isinstance(error, DeadKernelError):
            return "The kernel died: out of memory, or native code that aborted. What was measured is in outputs/."
        if not isinstance(error, CellExecutionError):
            return f"The kernel did not run: {error}\nRun npm run setup, then the same command again."
        outputs = self.notebook.cells[self.index].outputs
        return "".join(o.text for o in outputs if o.output_type == "stream" and o.name == "stderr") or str(error)

    def clear_line(self) -> None:
        if sys.stdout.isatty():
            print("\r\x1b[K", end="", flush=True)

    def end_group(self) -> None:
        """End what the kernel left behind, such as servers that it started."""
        if self.group is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.group, signal.SIGKILL)

    def write(self) -> None:
        self.target.parent.mkdir(parents=True, exist_ok=True)
        temporary = self.target.with_name(f".{self.target.name}.{os.getpid()}")
        nbformat.write(self.notebook, temporary)
        os.replace(temporary, self.target)


if __name__ == "__main__":
    source, target, name = sys.argv[1:]
    sys.exit(asyncio.run(Runner(Path(source), Path(target), name).run()))
