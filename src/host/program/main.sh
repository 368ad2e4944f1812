# --- the one way in

main() {
  nonce=$$
  attended=yes
  prober=no
  unwatched=no
  most_passed=8
  to='' from='' named='' proto=icmp port='' seconds=8 packets=50 ssh_connection='' device='' label='' gateways=''
  sections=0 captures=0 relays='' listener='' hold='' asked='' json='' many_routes='' devices='' reading_since='' gone='' slack=0
  tmp=/nonexistent record=/nonexistent digests_were_checked=no
  prepare
  # Known before anything can fail: how the caller is spoken to.
  previous=
  for word in "$@"; do
    if [ "$previous" = nonce ] && is_id "$word"; then nonce=$word; fi
    if [ "$word" = unattended ]; then attended=no; fi
    previous=$word
  done
  verb=${1-}
  [ "$#" -gt 0 ] && shift
  case $verb in
    survey) ;;
    observe | probe | capture | confirm | undo | status) [ "$#" -ge 1 ] || fail usage "$verb: too few arguments" ;;
    apply | recheck) [ "$#" -ge 2 ] || fail usage "$verb: too few arguments" ;;
    *) fail usage 'the verbs are survey, observe, probe, capture, recheck, apply, confirm, undo and status' ;;
  esac
  set -f
  for word in "$@"; do
    case $word in '' | *[!A-Za-z0-9.:%@/_-]*) fail usage 'an argument with characters that are not allowed' ;; esac
  done
  set +f
  case $verb in
    survey) survey "$@" ;;
    observe) observe "$@" ;;
    probe) probe "$@" ;;
    capture) capture "$@" ;;
    apply) apply "$@" ;;
    confirm) confirm "$@" ;;
    undo) undo "$@" ;;
    status) status "$@" ;;
    recheck) recheck "$@" ;;
  esac
}

main "$@"; exit
