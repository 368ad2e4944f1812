function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}

/** What may stand between a preposition and the name that it belongs to. */
export const DETERMINERS = words(
  'the a an my our your that this these those its their host hosts server servers box boxes machine machines node nodes vm vms address addresses addr ip name named called interface interfaces iface nic nics port device link both only just prod production staging new old whole one der dem des den le la el 的',
);

/** Nouns that make the name beside them a host: "the mail server", "host mail". */
export const HOST_NOUNS = words('host server servers box machine node vm instance container system');

/** Nouns that make the word beside them an interface. */
export const INTERFACE_NOUNS = words('interface iface nic if dev device link netdev adapter');

/** What stands between a host and its interface, in either order: "eth1 on server-b", "server-b via bond0", "server-b's eth1". */
export const BETWEEN_NAMES = words(
  "on of at in over via through using with 's s auf von an am di del de en sur ja:no ja:de ja:side の",
);

/** Before a name: it sends. */
export const FROM = words('from von depuis desde --from');

/** Before a name: it is what is asked about. */
export const TOWARDS = words('to towards toward against into onto');

/** Verbs whose subject sends and whose object is asked about. */
export const REACH = words(
  'reach reaches reached reaching ping pings pinged pinging arping ping6 ssh sshing connect connects connected connecting see sees seeing talk talks talking access accesses contact hit hits telnet curl wget nc traceroute tracepath mtr find resolve nmap mount mounts pull fetch',
);

/** What comes back: "no reply from server-b" is about server-b. */
export const REPLY = words(
  'reply replies replied replying answer answers answering response responses respond responds responding echo echoes echo-reply pong pongs anything nothing back hear hearing hears return returns ack acks syn-ack reaction',
);

/** Before "from", these say where something was moved from. */
export const MOVES = words(
  'migration migrated migrating migrate moved move moving failover failed-over switched switch switching upgrade upgraded upgrading copied copy clone cloned cloning restored restore renamed rename replaced replacing swapped rebooted switchover promoted synced sync backup install installed deployed',
);

/** Verbs whose object is who sent: "does not answer server-a". */
export const ANSWER = words(
  'answer answers answering answered reply replies replying replied respond responds responding ignore ignores ignoring ignored drop drops dropping dropped reject rejects refuse refuses',
);

/** What may stand between a subject and its verb. */
export const AUXILIARY = words(
  "can can't cannot cant could couldn't couldnt will won't wont would wouldn't does doesn't doesnt do don't dont did didn't didnt is isn't isnt was wasn't has hasn't have haven't had not no never longer unable able fails failing failed fail gets get getting got receives receive received still suddenly even again also anymore any a an to successfully properly currently just only now always sometimes often times timed time out loses losing lost when while trying tries tried wants needs keeps barely hardly",
);

export const PASSIVE = words('be been being gets-pinged');

/** "server-b eth1 is unreachable for server-a". */
export const UNREACHABLE = words(
  'unreachable reachable pingable unpingable reached pinged accessible inaccessible available unavailable visible invisible seen contacted dead down dark gone silent',
);

/** Packets that somebody sends: "server-a's pings". */
export const SENT_THINGS = words(
  'ping pings packet packets request requests probe probes traffic syn syns connection connections icmp arp',
);

/** It does not work. */
export const BAD = words(
  "dead down broken unreachable unpingable inaccessible silent mute gone lost losing loses timeout timeouts timing timed times-out hang hangs hanging hung stuck fail fails failing failed failure fault faulty kaputt bad wrong issue issues problem problems trouble drop drops dropping dropped vanish vanishes vanished disappear disappears disappeared disappearing stopped stops blackhole blackholes refuses refuse refused ignores ignore ignored loss nothing never unable cannot can't cant couldn't couldnt won't wont doesn't doesnt don't dont didn't didnt isn't isnt ain't aren't wasn't hasn't not no nope nothing nada unresponsive unavailable offline off dark borked bust busted screwed toast weird flaky sick times out without antwortet nicht nein pas ng fails x_x",
);

/** Of those, the ones that turn what follows round. */
export const NEGATIONS = words(
  "not no never cannot can't cant couldn't couldnt won't wont doesn't doesnt don't dont didn't didnt isn't isnt ain't aren't wasn't hasn't nothing unable nope without nicht kein keine no longer",
);

/** It works. */
export const FINE = words(
  'fine ok okay works work working worked good up alive healthy well great answers answer answering replies reply responds respond responding pings pingable reachable reaches clean green normal happy perfect stable online handshakes handshake back fixed resolved recovered solved passes can connects ok:',
);

/** It works after all, or somebody found it: nothing is asked. */
export const SETTLED = words(
  'thanks thank thx ty fixed resolved solved recovered nevermind nvm works work again back closed',
);

/** Somebody wants something done to a host, which is not what is asked for here. */
export const ORDERS = words(
  'reboot restart shutdown shut poweroff halt kill delete remove rm destroy wipe flush disable enable ifdown ifup approve apply execute exec sudo install uninstall update upgrade deploy rollback undo set unset configure reconfigure change add ignore disregard pretend reset bounce',
);

/** Where a ping comes from that no host of the inventory sends. */
export const ANYWHERE = words(
  'here there home work office outside inside everywhere anywhere elsewhere somewhere nowhere internet lan vpn wan laptop desktop pc phone mac workstation me us mine client clients customers customer users user monitoring nagios zabbix grafana prometheus alertmanager what which it this that them yesterday today now morning night start beginning time scratch above below experience both all any other another one others different remote local',
);

/** Words of a message that are never a name of something that is asked about. */
export const COMMON = words(
  `i im i'm ive i've we we're you you're he she they it its it's me us him her them my mine our your his their one ones
  and or but so because since as if when while whilst though although however then than also too either neither both yet still
  is are was were am be been being do does did done has have had can could will would shall should may might must let lets let's
  not no yes yeah yep nope please pls plz kindly thanks thank thx ty cheers sorry hi hello hey yo dear morning evening night good team all guys folks everyone everybody anyone anybody someone somebody nobody
  what what's whats why how who where when which whose there there's here this that these those some any every each other another same such more most less least much many few only just even again already always never ever now today tonight yesterday tomorrow ago later soon maybe perhaps
  check checks checked checking look looks looking looked see sees seen seeing help helping have having got get gets getting give gives given giving take takes took make makes made know knows think thinks say says said tell tells told ask asks asked want wants need needs try tries tried trying use used using run runs running ran go goes going went come comes coming came start starts started stop stops stopped keep keeps kept happen happens happened happening seem seems seemed appear appears find found show shows shown work works working worked
  down up dead alive broken fine ok okay bad good wrong right ping pings pinging pinged reach reaches reaching reached reachable unreachable answer answers answering respond responds responding response responses reply replies replying packet packets loss lost traffic network networks networking link links interface interfaces iface ifaces nic nics port ports host hosts server servers box boxes machine machines node nodes vm vms address addresses ip ipv4 ipv6 route routes routing gateway router switch firewall vlan vlans bond dns ssh http https tcp udp icmp arp mtu
  on off of at in out to from by for with without about into onto over under via through between against before after during until till per around behind across within
  the a an first second third last next new old main primary secondary whole full half
  minute minutes min mins hour hours hr hrs second seconds sec secs day days week weeks am pm since reboot reboots rebooted restart restarted maintenance upgrade update updated kernel deploy deployment change changes changed config configuration issue issues problem problems outage incident ticket alert alerts alarm alarms error errors timeout timeouts time times timing
  asap urgent urgently quickly quick fast slow slowly suddenly completely totally really very quite pretty super kind sort bit lot nothing something anything everything none
  end side way thing things case point place prod production staging dev test tests testing tested live customer customers client clients user users data database rack cable cables
  explain triage diagnose debug fix why's dunno idea clue hmm uh um ah oh wtf fyi btw afaik imo lol omg cc re fwd
  laptop home office desk vpn internet outside inside remote local`,
);

/** Numbers in words, for "the second NIC"; 0 stands for "the other one". */
export const ORDINALS: ReadonlyMap<string, number> = new Map([
  ['first', 1],
  ['1st', 1],
  ['primary', 1],
  ['second', 2],
  ['2nd', 2],
  ['secondary', 2],
  ['third', 3],
  ['3rd', 3],
  ['fourth', 4],
  ['4th', 4],
  ['other', 0],
  ['another', 0],
]);
