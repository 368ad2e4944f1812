import type { RouteMessages } from '../../analyzer/model/index.ts';
import type { Sentences } from '../sentences.ts';

const MARTIANS = {
  'no-host-address': ({ source }: { source: string }) => `${source} はホストのアドレスになりえません`,
  'zero-network': ({ source }: { source: string }) =>
    `送信元 ${source} が許されるのはリミテッドブロードキャストだけです`,
  loopback: ({ source, device }: { source: string; device: string }) =>
    `${source} はループバックアドレスで、${device} の route_localnet は無効です`,
};

export const routeSentences: Sentences<RouteMessages> = {
  'source.same-interface': ({ source, device }) => `${source} への戻り経路は ${device} です`,
  'source.other-interface': ({ source, device, way }) =>
    `${source} への戻り経路は ${device} ではなく ${way} です`,
  'source.mode-accepts': ({ source, way, mode }) =>
    `${source} への戻り経路は ${way} ですが、rp_filter は ${mode} です`,
  'source.off': () => 'rp_filter は 0 です',
  'source.off-without-way-back': ({ source }) => `${source} への戻り経路はありませんが、rp_filter は 0 です`,
  'source.accept-local': () => 'accept_local が有効です',
  'source.not-checked': () => 'カーネルはここでは送信元を検証しません',
  'source.no-route': ({ source }) => `${source} への戻り経路がありません`,
  'source.route-rejects': ({ source }) => `経路またはルールが ${source} への通信を拒否します`,
  'source.not-unicast': ({ source, type }) => `${source} への戻り経路の種別は ${type} です`,
  'source.own-address': ({ source }) => `${source} はこのホスト自身のアドレスです`,
  'source.martian': (packet) => MARTIANS[packet.martian](packet),
  'source.no-ingress-address': ({ device }) => `${device} に IPv4 アドレスがありません`,
};
