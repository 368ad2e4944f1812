/** A line that shows a shell's prompt, and what was typed behind it. */
export type PromptLine = { host?: string; typed: string };

/** A prompt is looked for in so many characters at a line's beginning. */
const MAX_PROMPT = 160;

/** Commands whose output is read, and those that people type in between: what may follow a bare `#` or `$`. */
const COMMANDS: ReadonlySet<string> = new Set(
  (
    'ip ping ping6 ping4 sysctl cat head tail grep egrep zgrep awk tcpdump tshark route netstat ss ifconfig arp arping nstat ' +
    'nft iptables iptables-save ip6tables ip6tables-save iptables-nft-save iptables-legacy-save conntrack dmesg journalctl ' +
    'uname hostname hostnamectl nmcli networkctl netplan resolvectl firewall-cmd ufw lsmod modprobe ethtool tc bridge brctl ' +
    'traceroute tracepath mtr curl wget nc ncat telnet openssl dig nslookup host ssh sudo su echo printf ls cd pwd exit logout clear ' +
    'for while if timeout watch time env docker podman kubectl lxc nsenter ovs-vsctl systemctl service vi vim nano sed tee ' +
    'date uptime id whoami busybox nping hping3 lspci lsb_release rpm dpkg apt yum dnf bash sh find wg tailscale ovs-ofctl ' +
    'dmidecode export set cut sort uniq wc dhclient lshw rpcinfo tracert uci vtysh bpftool ebtables ebtables-save ebtables-nft ebtables-legacy arptables arptables-save arptables-nft arptables-legacy fail2ban-client snmpget snmpwalk snmpgetnext snmpbulkwalk ipset nmap fping lsof ip6tables-legacy iptables-nft getent man which type history psql redis-cli iperf3 iperf socat pg_isready Test-NetConnection Test-Connection tnc pathping'
  ).split(' '),
);

const USER_AT_HOST =
  /^(?:\([^()]{1,40}\)\s?)?(?:\[?[\d:./ -]{4,24}\]?\s)?\[?([\w.$+-]{1,64})@([A-Za-z0-9][\w.-]{0,252})(?:[\s:][^\n]{0,100})?$/;
const HOST_WITH_PLACE = /^([A-Za-z][\w.-]{0,62}):[~/]\S{0,100}\s?$/;
const HOST_AND_PLACE = /^([A-Za-z][\w.-]{0,62})\s[~/]\S{0,100}\s?$/;
const BARE_HOST = /^([A-Za-z][\w-]{0,62}(?:\.[\w-]{1,62}){0,6})(?:\([\w-]{1,30}\))?$/;
/** `(client)$`; what an environment of Python's puts there is no host. */
const IN_BRACKETS = /^\((?!(?:\.?v?env\d*|base|py\S*)\))([A-Za-z][\w.-]{0,62})\)$/;
const PLACE = /^(?:[~/][\w./~-]{0,100}|\[[\w./~ -]{1,60}\])?\s?$/;
const ARROW = /^(?:➜|❯|λ|»|▶)\s{1,4}(?:([~/.\w-]{1,60})\s{1,3}(?:git:\([^)]{1,40}\)\s{1,3}(?:✗\s)?)?)?/;

/** Shells' own names in a prompt (`bash-4.2#`, `sh-4.4$`), which name no host. */
const SHELL_NAME = /^(?:-?(?:ba|da|z|a|k|fi|tc|c)?sh)(?:-[\d.]{1,8})?$/;

/** The prompt and command of a line, or undefined where the line is something else. */
export function readPrompt(line: string): PromptLine | undefined {
  const start = line.trimStart();
  if (start === '' || start.length > 8000) return undefined;
  const arrow = ARROW.exec(start.slice(0, MAX_PROMPT));
  if (arrow) return arrowPrompt(start, arrow);
  const limit = Math.min(start.length, MAX_PROMPT);
  for (let at = 0; at < limit; at++) {
    const mark = start[at];
    if (mark !== '#' && mark !== '$' && mark !== '%' && mark !== '>') continue;
    const next = start[at + 1];
    const before = start.slice(0, at);
    if (next !== undefined && next !== ' ' && next !== '\t') {
      // `server-b#ip r` is typed so in some consoles, and `C:\>ping` in Windows; anything else is no prompt's end.
      const isWindows = mark === '>' && /^[A-Z]:\\/.test(before);
      if (!isWindows && (mark !== '#' || !BARE_HOST.test(before))) continue;
    }
    const prompt = promptOf(before, mark, start.slice(at + 1).trim());
    if (prompt) return prompt;
  }
  return undefined;
}

function arrowPrompt(start: string, arrow: RegExpExecArray): PromptLine | undefined {
  // The word after the arrow is the directory, unless it is the command itself.
  const word = arrow[1];
  const whole = start.slice(1).trim();
  if (word !== undefined && COMMANDS.has(word)) return { typed: whole };
  const typed = start.slice(arrow[0].length).trim();
  return typed === '' || startsWithCommand(typed) ? { typed } : undefined;
}

function promptOf(before: string, mark: string, typed: string): PromptLine | undefined {
  const named = USER_AT_HOST.exec(before);
  if (named) {
    if (mark === '>' && typed !== '' && !startsWithCommand(typed)) return undefined;
    return { host: hostName(named[2] ?? ''), typed };
  }
  if (/^PS [A-Z]:\\[^>]{0,100}$/.test(before) || /^[A-Z]:\\[^>]{0,100}$/.test(before)) {
    return mark === '>' ? { typed } : undefined;
  }
  const placed = HOST_WITH_PLACE.exec(before) ?? HOST_AND_PLACE.exec(before);
  const known = typed === '' ? placed !== null : startsWithCommand(typed);
  if (!known && !(typed === '' && mark !== '>' && mark !== '%')) return undefined;
  if (placed) return hosted(placed[1] ?? '', typed);
  const bracketed = IN_BRACKETS.exec(before.trim());
  if (bracketed) return hosted(bracketed[1] ?? '', typed);
  if (PLACE.test(before)) return before.trim() === '' && typed === '' && mark === '#' ? undefined : { typed };
  const bare = BARE_HOST.exec(before.trim());
  if (!bare) return undefined;
  return typed === '' && mark === '$' ? undefined : hosted(bare[1] ?? '', typed);
}

function hosted(name: string, typed: string): PromptLine {
  return SHELL_NAME.test(name) ? { typed } : { host: hostName(name), typed };
}

function hostName(name: string): string {
  return name.replace(/[.-]+$/, '');
}

/** Whether the text begins with a command that may be typed behind a bare prompt. */
export function startsWithCommand(typed: string): boolean {
  const [first = ''] = typed.slice(0, 200).split(/\s/);
  const name = first.slice(first.lastIndexOf('/') + 1).replace(/[;|&].*$/, '');
  return COMMANDS.has(name) || /^check_[a-z_]{2,20}$/.test(name) || /^[A-Z_]{2,20}=\S{0,40}$/.test(first);
}
