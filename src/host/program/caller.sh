# --- the caller's words

# Runs beside the rest; reads the caller's words until the caller is gone.
listen() {
  probes=0
  while IFS= read -r word; do
    case $word in
      go\ *)
        # shellcheck disable=SC2086
        start_probe ${word#go }
        ;;
      expect)
        : >"$tmp/expected"
        live expecting
        ;;
      'hold '*) if is_between "${word#hold }" 1 60; then hold_for "${word#hold }" caller; fi ;;
      count) print_counters ;;
      interrupt) interrupt_probes ;;
      stop)
        : >"$tmp/stopped"
        interrupt_probes
        end_captures
        ;;
      'from '*) if is_address "${word#from }"; then printf '%s\n' "${word#from }" >>"$tmp/sources"; fi ;;
    esac
  done
  end_captures
  kill -TERM "$$"
}

start_listener() {
  if [ "$attended" = yes ]; then
    listen <&3 &
    listener=$!
  fi
}
