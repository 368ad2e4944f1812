# Roundtrip: the one program that runs on a host. POSIX sh: dash, BusyBox ash, bash.
#
#   survey [nonce HEX] [unattended] [ssh A P A P]
#                                   what the host knows of all its interfaces; no packets; changes nothing
#   observe IFACE [FLOW]            what the host knows, and what arrives while it is watched; changes nothing
#   probe TO [FLOW]                 the sending side: the same, and probes when the caller says "go"
#   capture IFACE [FLOW]            packets and counters alone
#   apply ID UNDO_SECONDS [approved EXPIRES PLAN [checked] [signed SIGNATURE]…] STEP…
#                                   arms the undo, then makes the changes: all of them or none
#   confirm ID                      ends the undo, and keeps the change
#   undo ID [STEP…]                 undoes it now; by the steps where nothing is noted of it any more
#   status ID                       what became of it
#   recheck ID SECONDS STEP…        what of a kept change is there, and what this host knows of who took it away in that time;
#                                   changes nothing
#
#   FLOW    [to ADDR] [from ADDR] [gateway ADDR] [proto icmp|tcp|udp] [port N] [seconds N] [packets N] [prober] [nonce HEX] [unattended]
#           [ssh A P A P]
#   STEP    route 4|6 TABLE DESTINATION DEV GATEWAY|- SCOPE|- SOURCE|-
#           rule 4|6 PREFERENCE ADDRESS/LENGTH TABLE
#           main-rule 4|6
#           sysctl net.ipv4.conf.IFACE.NAME BEFORE AFTER
#           keep networkd|netplan|networkmanager|ifupdown|sysctl PLACE|- IFACE DIGEST STEP… end
#                 writes what stands already into a file of its own, from which that owner makes it again
#
# Every argument is checked against a closed grammar before anything is done. Standard output is a framed transcript:
# "MARK nonce command …", the output, "MARK nonce exit N"; standard error carries what must be known at once
# ("MARK nonce live …"). Standard input, after this text, takes words, one line each; its end means that the caller is
# gone, and ends everything:
#
#   hold SECONDS          captures go on for so long from now, at the least; without it they end after "seconds"
#   from ADDR             who may be sending
#   expect                a probe comes now: what is under way already is other people's (with "prober" alone)
#   go COUNT|large ID     send a probe
#   count                 tell what was answered and refused since the look began
#   interrupt             end the probes under way
#   stop                  end the probes and the captures

MARK='@@ROUNDTRIP'

# --- words: each checks one against its closed grammar

is_number() {
  # Another number to who takes a leading zero for octal.
  case $1 in '' | *[!0-9]* | 0?*) return 1 ;; esac
  [ "${#1}" -le 10 ]
}

is_between() {
  is_number "$1" && [ "$1" -ge "$2" ] && [ "$1" -le "$3" ]
}

is_ipv4() {
  case $1 in '' | *[!0-9.]* | .* | *. | *..* | *.*.*.*.*) return 1 ;; *.*.*.*) ;; *) return 1 ;; esac
  rest_of_address=$1.
  while [ -n "$rest_of_address" ]; do
    is_between "${rest_of_address%%.*}" 0 255 || return 1
    rest_of_address=${rest_of_address#*.}
  done
}

is_ipv6() {
  case $1 in *[!0-9A-Fa-f:.]* | *:::*) return 1 ;; *:*:*) [ "${#1}" -le 45 ] ;; *) return 1 ;; esac
}

is_address() {
  is_ipv4 "$1" || is_ipv6 "$1"
}

# is_address_of FAMILY ADDRESS
is_address_of() {
  case $1 in 4) is_ipv4 "$2" ;; 6) is_ipv6 "$2" ;; *) return 1 ;; esac
}

# is_prefix FAMILY ADDRESS/LENGTH
is_prefix() {
  case $2 in */*/*) return 1 ;; */*) ;; *) return 1 ;; esac
  is_address_of "$1" "${2%/*}" || return 1
  if [ "$1" = 4 ]; then is_between "${2#*/}" 0 32; else is_between "${2#*/}" 0 128; fi
}

is_interface() {
  case $1 in '' | [!A-Za-z0-9]* | *[!A-Za-z0-9._@:-]*) return 1 ;; esac
  [ "${#1}" -le 15 ]
}

is_id() {
  case $1 in '' | *[!A-Za-z0-9]*) return 1 ;; esac
  [ "${#1}" -le 64 ]
}

family_of() {
  case $1 in *:*) echo 6 ;; *) echo 4 ;; esac
}
