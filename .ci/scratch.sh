# shellcheck shell=bash
# Sourced by test.sh after env.sh: a folder in memory for what tests write, gone when they end.
# A thousand tests make a database each, and a disk takes ten times as long for one as memory does.

SCRATCH=
SCRATCH_NEEDS_MB=4096

# Megabytes that can be written into /dev/shm and that the machine can spare; 0 where nothing can be run from it.
memory_to_spare() {
  local options room free
  [ -d /dev/shm ] && [ -w /dev/shm ] && [ -r /proc/meminfo ] || { echo 0; return; }
  options=$(findmnt -n -o OPTIONS -T /dev/shm 2>/dev/null || echo noexec)
  case ",$options," in *,noexec,*) echo 0; return ;; esac
  room=$(df -Pm /dev/shm | awk 'NR == 2 { print $4 }')
  free=$(awk '/^MemAvailable:/ { print int($2 / 2048) }' /proc/meminfo)
  echo $((room < free ? room : free))
}

# Exports TMPDIR, unless somebody has said where to write or memory is short.
use_scratch() {
  [ -z "${TMPDIR-}" ] || return 0
  [ "$(memory_to_spare)" -ge "$SCRATCH_NEEDS_MB" ] || return 0
  SCRATCH=$(mktemp -d /dev/shm/kandejian.XXXXXX)
  chmod 711 "$SCRATCH"  # the PostgreSQL server runs as somebody else
  export TMPDIR=$SCRATCH
}

clear_scratch() {
  [ -z "$SCRATCH" ] || rm -rf "$SCRATCH"
}
