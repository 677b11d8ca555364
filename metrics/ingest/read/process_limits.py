"""What a process that opens strangers' files may not have; imports nothing of the project.

On Windows there is no `resource`: the caller's time limit is the only one there.
"""

try:
    import resource
except ImportError:
    resource = None  # type: ignore[assignment] # what uses it asks first


#: Whether this system counts what a process computes: only then a file has its own time, however busy it is.
COUNTS_CPU = resource is not None


def limit(memory: int) -> None:
    """Take away what reading does not need: memory above so many bytes, writing files, many files, dumps."""
    if resource is None:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def allow_seconds(seconds: int) -> None:
    """Grant CPU time for the next file, from now on."""
    if resource is None:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
