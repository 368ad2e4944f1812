/** What `/roundtrip help` says. */
export function helpText(): string {
  return [
    '*Why does one interface of a server not answer?* Ask here or mention me; I look, explain, and propose a change that an approver must agree to.',
    '• `/roundtrip server-b eth1` — look, and wait for somebody to ping it',
    '• `/roundtrip server-b eth1 from server-a` — send the ping from a host of the inventory, and look at both sides',
    '• `/roundtrip server-b eth1 from 172.16.0.4 to 172.16.5.4` — wait for that sender',
    '• `/roundtrip server-b eth1 port 443` (`udp` after it for UDP) — a port instead of ping',
    '• `@roundtrip explain` with a console in a code block or a text file, or *Explain this* in the menu of a message that has one — the same answer from what was pasted, with no SSH; `explain eth1:443 from 172.16.0.4` narrows it',
    '• `/roundtrip freeze REASON`, `/roundtrip unfreeze` — an approver has nothing applied any more, on any host, and again',
    "• Mention me, in a channel or a thread, or write to me directly, in your own words (English or Japanese): `server-a can't reach server-b, eth0 is fine but eth1 is dead`. What could mean two things I ask back",
  ].join('\n');
}
