# --- the verb that only looks at a change that was kept: what of it is there, what stands in its place, and what this host can
# say of who took it away
#
#   step N there|gone|unseen     each step, and where it is gone
#   instead N TEXT               what stands in its place
#   record change|files TEXT     our own undo has taken it back, and why
#   clock EPOCH UPTIME           this host's clock, and for how long it has been up (seconds)
#   journal read|none|unread     whether the journal could be asked
#   trace EPOCH IDENTIFIER: TEXT what it has of those who configure networks

# Seconds that are asked about at the most: a month.
LONGEST_RECHECK=2678400

recheck() {
  recheck_id=$1
  recheck_since=$2
  shift 2
  if [ "${1-}" = nonce ]; then
    is_id "${2-}" || fail usage 'nonce: letters and digits'
    nonce=$2
    shift 2
  fi
  is_between "$recheck_since" 1 "$LONGEST_RECHECK" || fail usage 'recheck: since how many seconds'
  [ "$#" -gt 0 ] || fail usage 'recheck: no steps'
  parse_steps "$@"
  has ip || fail host-ip-missing 'ip is not installed'
  exec </dev/null
  frame host "$(uname -n)" version 1
  # What a file keeps, its owner may have made anew, with the protocol number of all static routes.
  case "$NEWLINE$steps" in *"${NEWLINE}keep "*) OUR_PROTOCOLS="$ROUTE_PROTOCOL $STATIC_PROTOCOL" ;; esac
  traced=
  find_record "$recheck_id"
  if [ -n "$distrusted" ]; then record=/nonexistent interfaces=''; fi
  list_links
  each_step look_at_step
  show_record "$recheck_id" change
  show_record "${recheck_id}K" files
  frame clock "$(date +%s)" "$(uptime_seconds)"
  show_traces
  result looked
}

# look_at_step N WORDS…
look_at_step() {
  step_number=$1
  shift
  look_for_now "$@"
  case $? in
    0) frame step "$step_number" there ;;
    1)
      frame step "$step_number" gone
      stands_instead "$@" | head -n 5 | while IFS= read -r line; do
        if [ -n "$line" ]; then frame instead "$step_number" "$line"; fi
      done
      ;;
    *) frame step "$step_number" unseen ;;
  esac
  # Whose lines of the journal are of interest.
  case $1 in
    route) traced="$traced $5" ;;
    keep) traced="$traced $4" ;;
    sysctl)
      of=${2#net.ipv4.conf.}
      of=$(printf '%s\n' "${of%.*}" | tr / .)
      if [ "$of" != all ]; then traced="$traced $of"; fi
      ;;
    rule) traced="$traced ${4%/*}" ;;
  esac
}

# stands_instead KIND WORDS…
stands_instead() {
  case $1 in
    route) routes_to "$2" "$3" "$4" ;;
    rule) rules_at "$2" "$3" ;;
    main-rule) rules_at "$2" "$MAIN_RULE" ;;
    sysctl) sysctl_value "$2" ;;
    keep)
      file=$(kept_file "$2" "$3" "$4")
      if [ -e "$file" ] || [ -L "$file" ]; then ls -ld "$file" 2>/dev/null; fi
      ;;
  esac
}

show_record() {
  find_record "$1"
  if [ -z "$distrusted" ] && noted undone; then frame record "$2" "$(noted_text undone)"; fi
}

# --- what the journal has

# Programs that configure networks, and those that people use to become root.
TRACED_UNITS='systemd-networkd NetworkManager networking netplan wicked connman dhcpcd cloud-init google-guest-agent policy-routes@ firewalld'
TRACED_IDENTIFIERS='sudo doas su puppet-agent chef-client salt-minion roundtrip dhclient dhcpcd ifup ifdown ec2net
ansible-command ansible-shell ansible-sysctl ansible-ansible.legacy.command ansible-ansible.legacy.shell ansible-ansible.builtin.command
ansible-ansible.builtin.shell ansible-ansible.posix.sysctl ansible-template ansible-copy ansible-ansible.legacy.copy'
# The commands by which somebody takes a route, a rule or a setting away, or has a manager do so.
TRACED_COMMANDS='ip|ip6|route|sysctl|networkctl|netplan|nmcli|ifup|ifdown|ifconfig|systemctl|service'

show_traces() {
  if ! has journalctl; then
    frame journal none
    return
  fi
  make_workplace
  set --
  for unit in $TRACED_UNITS; do set -- "$@" "_SYSTEMD_UNIT=$unit.service" + "_PID=1" "UNIT=$unit.service" +; done
  for identifier in $TRACED_IDENTIFIERS; do set -- "$@" "SYSLOG_IDENTIFIER=$identifier" +; done
  if in_journal "$@" _COMM=sudo >"$tmp/journal"; then
    frame journal read
  else
    frame journal unread
  fi
  in_journal _TRANSPORT=kernel >>"$tmp/journal"
  traces_in "$tmp/journal" | tail -n 60 | while read -r at _ identifier text; do
    frame trace "${at%%.*}" "$identifier" "$text"
  done
}

in_journal() {
  bounded 10 journalctl -q --no-pager -o short-unix -n 4000 --since="-${recheck_since}s" "$@" 2>/dev/null
}

# traces_in FILE: the lines that name what was changed, that start or stop a manager, or are a command of somebody's.
traces_in() {
  set -- "$1" -e "COMMAND=\\([^ ]*/\\)\\{0,1\\}\\($(printf '%s' "$TRACED_COMMANDS" | sed 's/|/\\|/g')\\) " -e ' systemd\[1\]: ' -e ' ansible-' -e ' roundtrip'
  for name in $traced; do set -- "$@" -e "[^A-Za-z0-9_.-]$(printf '%s' "$name" | sed 's/[.]/[.]/g')\\([^A-Za-z0-9_.-]\\|\$\\)"; done
  grep_in=$1
  shift
  grep "$@" -- "$grep_in" 2>/dev/null
}
