import { isOurs } from '../counted.ts';
import { cite, type Walk } from '../walk.ts';
import { filterFinding } from './filter-finding.ts';
import { type Finding, passed, stopped, wouldStop } from './finding.ts';
import { isPublishedPort } from './published-port.ts';

/** What may stop the request before its source is looked at: XDP, netdev ingress, raw, mangle and nat prerouting. */
export function prerouting(walk: Walk): Finding {
  const full = conntrackFull(walk);
  if (full) return full;
  const filter = filterFinding(walk, 'prerouting');
  if (filter.status === 'unknown' && isOurs(walk.counted, walk.counted.refused))
    return passed(
      'the counters show that the requests came as far as source validation',
      cite(walk, 'counters'),
    );
  if (filter.status === 'unknown' && isOurs(walk.counted, walk.counted.echoesIn))
    return passed('the counters show that the requests came to ICMP', cite(walk, 'counters'));
  if (filter.status !== 'passed') return filter;
  return publishedPort(walk) ?? filter;
}

/** A full table takes no new connection (Documentation/networking/nf_conntrack-sysctl); the kernel log says so. */
function conntrackFull(walk: Walk): Finding | undefined {
  const { conntrack, filters, kernelLog = [] } = walk.state;
  if (!conntrack || conntrack.max <= 0 || conntrack.count < conntrack.max) return undefined;
  if (walk.answerLeft || walk.answerArrived || filters?.length === 0) return undefined;
  const because = `connection tracking is full: ${conntrack.count} of ${conntrack.max} entries`;
  const told = kernelLog.some((line) => /nf_conntrack: .*table full, dropping packet/.test(line));
  return told
    ? stopped(
        'conntrack-full',
        `${because}, and the kernel log says that it drops packets`,
        cite(walk, 'sysctls', 'kernel-log'),
      )
    : wouldStop('conntrack-full', because, cite(walk, 'sysctls'));
}

function publishedPort(walk: Walk): Finding | undefined {
  if (!isPublishedPort(walk)) return undefined;
  const { passage, validation, flow, ingress } = walk;
  const port = passage.port === undefined ? '' : ` port ${passage.port}`;
  const because = `the port is published: the request goes on to ${passage.destination}${port}, and from there ${validation.because}; from ${flow.to} itself the way back is ${ingress}`;
  return stopped(
    'published-port-reverse-path',
    because,
    cite(walk, 'filters', 'rules', 'rp_filter', 'counters'),
  );
}
