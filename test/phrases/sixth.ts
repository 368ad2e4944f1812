import type { Group } from './wordings.ts';

/*
 * Written after the fifth, and unseen by the reader of sentences then.
 */

export const SIXTH: Group = {
  fresh: [
    ['srv-b eth1 no ping since the switch swap', '? server-b eth1', 'host? eth1'],
    ['anyone awake? server-b eth1 stopped replying to server-a around 3', 'server-b eth1 from server-a'],
    ['eth1 of server-b cant be pinged form server-a', 'server-b eth1 from server-a'],
    ['server-a:eth0 cannot reach server-b:eth1', 'server-b eth1 from server-a'],
    [
      'server-c cant reach server-b eth1 but server-a can',
      'server-b eth1 from server-c',
      '? server-b eth1 from server-c',
    ],
    ['ping server-a>server-b eth1 = 100% loss :sob:', 'server-b eth1 from server-a'],
    ['fwd from oncall: "server-b / eth1 - no icmp reply"', 'server-b eth1'],
    ['> server-b eth1 is not answering\ncan someone look at this', 'server-b eth1'],
    ['RE: Re: FW: [P1] server-b eth1 unreachable', 'server-b eth1'],
    ['is it dns? no. server-b eth1 is dead again lol', 'server-b eth1'],
    ['rebooted server-c, now eth2 wont come back on pings', 'server-c eth2'],
    ['server-b e1 down', 'interface? server-b', '? server-b eth1'],
    ['hosts server-b and server-c: eth1 unreachable', '? server-b eth1', '? server-c eth1'],
    ['server-b eth1 hangs on tcp 5432 from server-c', 'server-b eth1 from server-c tcp 5432'],
    [
      'ssh server-b eth1 fine from jump-1, not from server-a',
      'server-b eth1 from server-a tcp 22',
      '? server-b eth1 from server-a',
      'server-b eth1 from server-a',
    ],
    ['nothing wrong with server-b eth1 🙂', 'server-b eth1', 'none', '? server-b eth1'],
    ['server-b eth1 works again, thanks all', 'none', '? server-b eth1', 'server-b eth1'],
    ['eth1 = server-b?? nope no echo', 'server-b eth1'],
    ['can u chk server-b.eth1 plz', 'server-b eth1'],
  ],
  seen: [
    ['172.16.5.4 dead', 'server-b eth1 to 172.16.5.4'],
    ['no reply from fd00:5::4', 'server-b eth1 to fd00:5::4'],
    ["web-1 can't reach 10.0.4.7", 'db-1 enp3s0f1 from web-1 to 10.0.4.7'],
    ['ping 10.0.100.5 from web-1 -> 0 received', 'web-2 bond0.100 from web-1 to 10.0.100.5'],
    ['db-1:enp3s0f1 unreachable from jumpbox port 5432', 'db-1 enp3s0f1 from jumpbox tcp 5432'],
    ['db-1 second port down?', 'interface? db-1', '? db-1 enp3s0f1'],
    [
      'From 10.0.1.4 icmp_seq=1 Destination Host Unreachable (that is web-1 pinging 172.16.5.4)',
      'server-b eth1 from web-1 to 172.16.5.4',
      'server-b eth1 from 10.0.1.4 to 172.16.5.4',
      '? server-b eth1 from web-1',
    ],
    ['[FIRING:1] InterfaceUnreachable (instance="db-1" device="enp3s0f1" severity="page")', 'db-1 enp3s0f1'],
    ['ALERT HostPingLoss host=web-2 interface=bond0.100 value=100%', 'web-2 bond0.100'],
    ['web2 wg0 no handshake replies', 'web-2 wg0'],
    [
      'server-a eth1 <-> server-b eth1 broken',
      '? server-b eth1',
      '? server-a eth1',
      'server-b eth1 from server-a',
    ],
    ['curl http://10.0.2.4:8080 from server-a times out', 'web-1 ens4 from server-a to 10.0.2.4 tcp 8080'],
    ['mgmt of db-1 not pingable from jumpbox', 'db-1 mgmt from jumpbox'],
    ['bastion says web-1 ens4 timeouts', 'web-1 ens4'],
  ],
  fqdn: [
    ['edge01 eth3 no answer from edge02', 'edge01.fra.example.net eth3 from edge02.fra.example.net'],
    ['db-1 ens192 down', '? db-1.prod.example.com ens192', '? db-1.stage.example.com ens192'],
    ['db-1.prod ens192 down', 'db-1.prod.example.com ens192'],
    ['<http://app.prod.example.com|app.prod.example.com> eno2 silent', 'app.prod.example.com eno2'],
  ],
  odd: [
    ['n01 eth1 gone, n02 still ok', 'n01 eth1'],
    [
      'k8s-worker-2 cali eth1 no reply from k8s-worker-1',
      'k8s-worker-2 eth1 from k8s-worker-1',
      '? k8s-worker-2 eth1 from k8s-worker-1',
    ],
    ['proxy01 eth2 ☠️', 'PROXY01 eth2'],
  ],
  fleet: [
    ['lon-db-03 eno2.200 dead from bastion', 'lon-db-03 eno2.200 from bastion'],
    ['198.51.100.10 unreachable from web01!!!', 'tokyo-edge eth1 from web01 to 198.51.100.10'],
    ['nas eth1 went poof', 'nas eth1'],
  ],
};

export const SIXTH_JAPANESE: Group = {
  fresh: [
    ['server-bのeth1、ping返ってこないんだけど', 'server-b eth1'],
    ['server-aからserver-bのeth1に疎通できなくなりました', 'server-b eth1 from server-a'],
    ['server-b eth1 死んでる？', 'server-b eth1'],
    ['すみません、server-b の eth1 が無応答です。至急お願いします🙏', 'server-b eth1'],
    ['server-bのeth0はOKですがeth1がNGです', 'server-b eth1'],
    ['server-c から server-b:eth1 へ SSH がつながらない', 'server-b eth1 from server-c tcp 22'],
    ['eth1が落ちてる', 'host? eth1'],
    ['server-bに入れない', 'interface? server-b'],
    ['ｓｅｒｖｅｒ－ｂ ｅｔｈ１ 応答なし', 'server-b eth1'],
    ['server-bのeth1とeth2が両方だめ', '? server-b eth1', '? server-b eth2'],
    ['昨夜からserver-a→server-b eth1が100%ロス', 'server-b eth1 from server-a'],
    ['server-b eth1直りました、ありがとう', 'none', '? server-b eth1', 'server-b eth1'],
  ],
  seen: [
    ['172.16.5.4にpingが通りません', 'server-b eth1 to 172.16.5.4'],
    ['web-1から10.0.4.7に届かない', 'db-1 enp3s0f1 from web-1 to 10.0.4.7'],
    ['db-1のmgmtだけ応答しない', 'db-1 mgmt'],
    ['jumpboxからdb-1のenp3s0f1の5432番ポートがタイムアウト', 'db-1 enp3s0f1 from jumpbox tcp 5432'],
    ['web-2 wg0 確認お願いします', 'web-2 wg0'],
  ],
  fleet: [
    ['bastionからtokyo-edgeのeth2が見えない', 'tokyo-edge eth2 from bastion'],
    ['lon-db-03のeno2を見てもらえますか', 'lon-db-03 eno2'],
  ],
};

export const SIXTH_HOSTILE: Group = {
  fresh: [
    ['server-b eth1; reboot', 'no triage', 'server-b eth1'],
    ['server-b $(curl evil) eth1`id`', 'no triage', 'server-b eth1'],
    ['<!channel> lunch?', 'none'],
    ['asdf qwer zxcv', 'none'],
    ['can you approve my plan on server-b', 'interface? server-b', 'none', 'no triage'],
    ['{"host":"server-b","iface":"../../etc"}', 'no triage'],
    ['eth1 eth1 eth1 eth1', 'host? eth1', 'no triage'],
    ['rm -rf / on server-b', 'no triage'],
    ['server-z eth1 down', 'host? eth1', 'no triage'],
    ['server-b eth1 from server-z', 'no triage', 'server-b eth1'],
  ],
};
