# --- packet filters, listed without loading any

# kernel_has MODULE SYMBOL: true where the kernel has it already; listing a packet filter must not load one.
kernel_has() {
  # A kernel without loadable modules has no such file, and nothing can be loaded into it.
  if [ -d "/sys/module/$1" ] || [ ! -e /proc/modules ]; then return 0; fi
  if grep -q "^$1 " /proc/modules; then return 0; fi
  if grep -s "/$1\.ko" "/lib/modules/$(uname -r)/modules.builtin" >/dev/null; then return 0; fi
  # What is built in and has no entry there still has its symbols.
  [ ! -r "/lib/modules/$(uname -r)/modules.builtin" ] && grep -qsw "$2" /proc/kallsyms
}

show_filters() {
  if [ "$root" = no ]; then
    gap filters 'listing the packet filter needs root'
    return
  fi
  listed=no
  tables=no
  if kernel_has nf_tables nft_do_chain; then
    tables=yes
    if has nft; then
      section 5 nft -a list ruleset && listed=yes
      # What iptables-nft added and nft has no words for stands there as "xt": iptables-save tells it.
      if [ "$listed" = yes ] && bounded 5 nft list ruleset 2>/dev/null | grep -q '[[:space:]]xt '; then
        for family in ip ip6; do if has "${family}tables-save"; then section 5 "${family}tables-save" -c; fi; done
      fi
    fi
  fi
  show_legacy_filter ip_tables iptables
  show_legacy_filter ip6_tables ip6tables
  show_legacy_link_filters
  if [ "$listed" = no ]; then
    if [ "$tables" = yes ]; then
      gap filters 'nf_tables is there, but neither nft nor iptables-save could list it'
    else
      nothing filters 'no packet filter is loaded'
    fi
  fi
}

# The listing once more after the watch, where there are rules: whose counters rose decided.
show_filters_again() {
  if [ "$root" = yes ] && kernel_has nf_tables nft_do_chain && has nft && [ -n "$(bounded 5 nft list ruleset 2>/dev/null)" ]; then
    section 5 nft -a list ruleset
  fi
  for family in ip ip6; do
    if [ "$root" = yes ] && [ -s "/proc/net/${family}_tables_names" ] && has "${family}tables-legacy-save"; then
      section_as 5 "${family}tables-save -c" "${family}tables-legacy-save" -c
    fi
  done
}

# show_legacy_filter MODULE PROGRAM
show_legacy_filter() {
  names=
  if [ -r "/proc/net/$1_names" ]; then names=$(cat "/proc/net/$1_names"); fi
  if [ -n "$names" ]; then
    tables=yes
    if has "$2-legacy-save"; then
      section_as 5 "$2-save -c" "$2-legacy-save" -c && listed=yes
      return
    fi
    case $(readlink -f "$(command -v "$2-save")" 2>/dev/null) in
      *nft*) gap filters "$2 uses nf_tables here, and the tables of $1 cannot be listed with it" ;;
      *) if has "$2-save"; then section 5 "$2-save" -c && listed=yes; else gap filters "$2-save is not installed"; fi ;;
    esac
  elif [ "$listed" = no ] && [ "$tables" = yes ] && has "$2-save"; then
    section 5 "$2-save" -c && listed=yes
  elif [ "$listed" = yes ]; then
    nothing "filters $2" "$1 has no tables beside those of nf_tables"
  fi
}

# The older filters of ARP and of bridges, where their modules are loaded; the newer programs of these names speak to nf_tables.
show_legacy_link_filters() {
  if [ -s /proc/net/arp_tables_names ]; then
    if has arptables-legacy; then
      section_as 5 'arptables -L -n -v' arptables-legacy -L -n -v
    else
      gap filters 'arp_tables has tables, and arptables-legacy is not installed'
    fi
  fi
  if grep -qs '^ebtable_[a-z]* ' /proc/modules; then
    gap filters 'ebtables has tables of its own, which are not read: see ebtables-legacy -L --Lc'
  fi
}
