# --- the words of a step

is_changeable_table() {
  is_between "$1" 1 2147483647 || return 1
  case $1 in 253 | 254 | 255 | 0*) return 1 ;; esac
}

is_sysctl_key() {
  case $1 in net.ipv4.conf.*.*) ;; *) return 1 ;; esac
  setting=${1#net.ipv4.conf.}
  name=${setting##*.}
  of=${setting%.*}
  case $of in *.*) return 1 ;; esac
  is_interface "$(printf '%s\n' "$of" | tr / .)" || return 1
  case $name in
    src_valid_mark) [ "$of" != default ] ;;
    rp_filter | arp_ignore | arp_announce | arp_filter) case $of in all | default) return 1 ;; esac ;;
    *) return 1 ;;
  esac
}

check_route() {
  is_changeable_table "$2" || fail usage "route: table $2 is not one that may be changed"
  is_prefix "$1" "$3" || fail usage 'route: not a destination'
  is_interface "$4" || fail usage 'route: not an interface'
  [ "$5" = - ] || is_address_of "$1" "$5" || fail usage 'route: not a gateway'
  case $6 in - | link | global) ;; *) fail usage 'route: scope is link, global or -' ;; esac
  [ "$7" = - ] || is_address_of "$1" "$7" || fail usage 'route: not a source'
}

check_rule() {
  is_between "$2" 1 32765 || fail usage 'rule: preference must be 1 to 32765'
  is_prefix "$1" "$3" || fail usage 'rule: not an address'
  case $1/${3#*/} in 4/32 | 6/128) ;; *) fail usage 'rule: one address, of full length' ;; esac
  is_changeable_table "$4" || fail usage "rule: table $4 is not one that may be used"
}

check_main_rule() {
  case $1 in 4 | 6) ;; *) fail usage 'main-rule: the family is 4 or 6' ;; esac
}

check_sysctl() {
  is_sysctl_key "$1" || fail usage 'sysctl: not one that may be changed'
  if is_between "$2" 0 8 && is_between "$3" 0 8; then return; fi
  fail usage 'sysctl: values are 0 to 8'
}

# parse_steps STEP…: checks all of them; one a line in $steps.
parse_steps() {
  steps=
  step_count=0
  while [ "$#" -gt 0 ]; do
    case $1 in
      route) length=8 ;;
      rule) length=5 ;;
      main-rule) length=2 ;;
      sysctl) length=4 ;;
      keep) length=6 ;;
      *) fail usage 'a step is a route, a rule, a main-rule, a sysctl or a keep' ;;
    esac
    [ "$#" -ge "$length" ] || fail usage "$1: too few words"
    case $1 in
      route) check_route "$2" "$3" "$4" "$5" "$6" "$7" "$8" && line="route $2 $3 $4 $5 $6 $7 $8" ;;
      rule) check_rule "$2" "$3" "$4" "$5" && line="rule $2 $3 $4 $5" ;;
      main-rule) check_main_rule "$2" && line="main-rule $2" ;;
      sysctl) check_sysctl "$2" "$3" "$4" && line="sysctl $2 $3 $4" ;;
      keep) read_keep "$@" ;;
    esac
    step_count=$((step_count + 1))
    [ "$step_count" -le 200 ] || fail usage 'more than 200 steps'
    steps="$steps$line
"
    shift "$length"
  done
}
