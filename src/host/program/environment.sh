# --- the environment, which no login decides

use_known_environment() {
  PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin:/run/current-system/sw/bin
  LC_ALL=C
  export PATH LC_ALL
  unset IFS LANGUAGE
  umask 077
}
