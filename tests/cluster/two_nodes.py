"""A Slurm of two nodes on this machine, for the time of a test: daemons started by hand, without accounting.

Both nodes are this machine under two names, each with a daemon and a port of its own (Debian's slurmd is built for it:
`slurmd -N`). So jobs go to different nodes, but share one file system and one clock.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "srun")
# The plugin takes SLURM_CONF out of the environment of its jobs, so the file has to stand where Slurm looks by itself.
CONFIGURATION = Path("/etc/slurm/slurm.conf")
STARTING = 30  # seconds
NODES = ("first", "second")

SETTINGS = """\
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={control}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
SlurmUser=root
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool.%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=1
JobAcctGatherParams=UsePss,OverMemoryKill
KillWait=2
AccountingStorageType=accounting_storage/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
ReturnToService=2
SlurmdParameters=config_overrides
PartitionName=all Nodes=ALL LLN=YES Default=YES MaxTime=INFINITE State=UP
"""


NODE = "NodeName={} NodeHostname={} NodeAddr=127.0.0.1 Port={} CPUs={} RealMemory={} State=UNKNOWN\n"


def why_not():
    """What this machine lacks to be such a cluster, in words; empty if nothing."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        return f"no {', '.join(missing)}: apt-get install munge slurmctld slurmd slurm-client"
    if os.geteuid() != 0:
        return "the daemons of Slurm want to be started by root"
    if CONFIGURATION.exists():
        return f"{CONFIGURATION} belongs to another Slurm"
    return ""


@contextmanager
def running():
    """Start the daemons, wait until the nodes take jobs, and end them, however the test ends."""
    folder = Path(tempfile.mkdtemp(prefix="slurm-"))
    folder.chmod(0o755)  # all who send jobs reach the socket
    daemons = []
    try:
        configure(folder)
        for command in commands(folder):
            daemons.append(start(command, folder / f"{len(daemons)}.{command[0]}.out"))
            if command[0] == "munged":
                wait_for(lambda: (folder / "munge.socket").exists(), daemons, folder)
        wait_for(takes_jobs, daemons, folder)
        yield folder
    finally:
        stop(daemons)
        CONFIGURATION.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)


def configure(folder):
    """Write the key and the configuration for this machine."""
    key = folder / "munge.key"
    key.write_bytes(os.urandom(128))
    key.chmod(0o600)
    for name in ("state", *(f"spool.{node}" for node in NODES)):
        (folder / name).mkdir()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20 // len(NODES)
    cores = max(os.cpu_count() // len(NODES), 2)  # drawings ask for two
    host = socket.gethostname().split(".")[0]
    control, *ports = free_ports(1 + len(NODES))
    nodes = [NODE.format(node, host, port, cores, memory) for node, port in zip(NODES, ports, strict=True)]
    CONFIGURATION.parent.mkdir(parents=True, exist_ok=True)
    CONFIGURATION.write_text(SETTINGS.format(folder=folder, host=host, control=control) + "".join(nodes))


def free_ports(count):
    """Ports that nobody listens on."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def commands(folder):
    """The daemons, in the order in which they need each other; all stay in the foreground."""
    munge = {option: folder / f"munge.{option.split('-')[0]}" for option in ("key-file", "socket", "pid-file")}
    munge |= {"log-file": folder / "munged.log", "seed-file": folder / "munge.seed"}
    yield ["munged", "--foreground", "--force", *(f"--{option}={path}" for option, path in munge.items())]
    yield ["slurmctld", "-D"]
    for node in NODES:
        yield ["slurmd", "-D", "-N", node]


def start(command, file):
    """Start a daemon, at the head of a group of processes; what it says goes to a file."""
    with open(file, "w") as said:
        return subprocess.Popen(command, stdout=said, stderr=said, start_new_session=True)


def takes_jobs():
    """Whether all nodes are there and have nothing to do."""
    asked = subprocess.run(["sinfo", "--noheader", "--format=%T %D"], capture_output=True, text=True)
    return asked.stdout.strip() == f"idle {len(NODES)}"


def wait_for(condition, daemons, folder):
    """Wait until something holds; fail with what the daemons said if one has ended, or it takes too long."""
    deadline = time.monotonic() + STARTING
    while not condition():
        if time.monotonic() > deadline or any(daemon.poll() is not None for daemon in daemons):
            said = "\n".join(f"{path.name}: {path.read_text()}" for path in sorted(folder.glob("*.[lo][ou][gt]")))
            raise RuntimeError(f"Slurm did not start:\n{said}")
        time.sleep(0.2)


def stop(daemons):
    """End daemons by their numbers, the last first."""
    for daemon in reversed(daemons):
        daemon.send_signal(signal.SIGTERM)
        try:
            daemon.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(daemon.pid, signal.SIGKILL)
            daemon.wait()
