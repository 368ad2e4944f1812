# --- the flow that is asked about

parse_flow() {
  while [ "$#" -gt 0 ]; do
    word=$1
    value=${2-}
    case $word in
      to) is_address "$value" || fail usage 'to: not an address' && to=$value ;;
      from) is_address "$value" || fail usage 'from: not an address' && from=$value ;;
      gateway) is_address "$value" || fail usage 'gateway: not an address' && named=$value ;;
      proto) case $value in icmp | tcp | udp) proto=$value ;; *) fail usage 'proto: icmp, tcp or udp' ;; esac ;;
      port) is_between "$value" 1 65535 || fail usage 'port: not a port' && port=$value ;;
      seconds) is_between "$value" 1 3600 || fail usage 'seconds: 1 to 3600' && seconds=$value ;;
      packets) is_between "$value" 1 10000 || fail usage 'packets: 1 to 10000' && packets=$value ;;
      nonce) is_id "$value" || fail usage 'nonce: letters and digits' && nonce=$value ;;
      unattended)
        attended=no
        shift
        continue
        ;;
      unwatched)
        unwatched=yes
        shift
        continue
        ;;
      prober)
        prober=yes
        shift
        continue
        ;;
      ssh)
        shift
        ssh_connection=$*
        case $ssh_connection in *[!0-9A-Za-z.:%\ ]*) fail usage 'ssh: not a connection' ;; esac
        return
        ;;
      *) fail usage 'an argument that is not known' ;;
    esac
    shift 2
  done
  case $proto in
    icmp) [ -z "$port" ] || fail usage 'port: only with proto tcp or udp' ;;
    *) [ -n "$port" ] || fail usage 'port: needed with proto tcp and udp' ;;
  esac
}

# first_address FAMILY DEVICE [LABEL]: the first address listed; IPv6 must be global.
first_address() {
  bounded 10 ip "-$1" addr show dev "$2" 2>/dev/null | while read -r kind address rest; do
    case $kind in inet | inet6) ;; *) continue ;; esac
    case "$kind $rest " in inet6*' scope link '* | inet6*' scope host '*) continue ;; esac
    if [ -n "${3-}" ]; then case " $rest " in *" $3 "*) ;; *) continue ;; esac fi
    printf '%s\n' "${address%%/*}"
    break
  done
}

# word_after WORD TEXT…: the word that follows WORD.
word_after() {
  wanted=$1
  shift
  while [ "$#" -gt 1 ]; do
    if [ "$1" = "$wanted" ]; then
      printf '%s\n' "$2"
      return
    fi
    shift
  done
}

# An interface that is not there, on a host that is observed, is $gone: what the host still knows of it is listed.
resolve_interface() {
  is_interface "$1" || fail usage 'that cannot be the name of an interface'
  device=${1%%@*}
  label=
  case $device in *:*) label=$device device=${device%%:*} ;; esac
  if [ -d "/sys/class/net/$device" ]; then return; fi
  if [ "$verb-$attended" = observe-yes ] && [ -d /sys/class/net ] && has ip; then
    gone=$device
    return
  fi
  if [ -d /sys/class/net ]; then known=$(cd /sys/class/net && echo *); else known='(not known)'; fi
  fail interface-unknown "there is no interface $device; there are: $known"
}

resolve_address() {
  if [ -z "$to$gone" ] && has ip; then
    to=$(first_address 4 "$device" "$label")
    [ -n "$to" ] || to=$(first_address 6 "$device" "$label")
  fi
}
