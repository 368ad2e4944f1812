import type { GapReason } from '../../analyzer/model/index.ts';
import { listOf } from './words.ts';

/** Why a part was not read whole, as a clause; what a command printed stands in quotes. */
export function gapWords(reason: GapReason): string {
  if (typeof reason === 'string') return `「${reason}」`;
  switch (reason.kind) {
    case 'unread':
      return `読み取れない行があります: 「${reason.text}」`;
    case 'masked':
      return `伏せられています: 「${reason.text}」`;
    case 'cut':
      return reason.text === undefined
        ? '出力が途中で切れています'
        : `出力が途中で切れています: 「${reason.text}」`;
    case 'too-slow':
      return 'コマンドが時間内に終わりませんでした';
    case 'unread-line':
      return '出力に読み取れない行があります';
    case 'empty':
      return `\`${reason.command}\` の出力が空です`;
    case 'narrowed':
      return `\`${reason.command}\` の出力はルールセットの一部だけです`;
    case 'chosen-rules':
      return `\`${reason.command}\` の出力はルールの一部だけです`;
    case 'filtered':
      return `\`${reason.by}\` を通した出力だけが示されています`;
    case 'ambiguous':
      return '複数のコマンドの出力を区別できません';
    case 'more-of-the-same':
      return '同様のものが続くため省略しています';
    case 'typed-after':
      return `出力の後に \`${reason.command}\` が実行されています。もう一度出力してください`;
    case 'ends-with-paste':
      return '一覧が、貼り付けた内容の末尾で終わっています';
    case 'no-counters':
      return `カウンターがありません: 「${reason.text}」`;
    case 'unknown-target':
      return `対象が分かりません: 「${reason.text}」`;
    case 'unknown-question':
      return `何への回答か分かりません: 「${reason.text}」`;
    case 'counters-since-last':
      return 'nstat は -a がないと、カウンターの値ではなく前回実行時からの増分を表示します';
    case 'rules-without-interfaces':
      return 'iptables -L は -v がないとインターフェースを表示しません。iptables-save ならルール全体を確認できます';
    case 'routes-of-unknown-table':
      return '2 つ目の経路一覧にコマンドがなく、どのテーブルか分かりません';
    case 'packets-left-out':
      return `ほか ${reason.count} パケットは省略されています`;
    case 'unread-packet':
      return '読み取れないパケットがあります';
    case 'too-many-lines':
      return `先頭の ${reason.lines} 行だけを読み取りました`;
    case 'shared-prompt':
      return `${reason.prompt === '' ? '名前のないプロンプト' : `プロンプトの名前 ${reason.prompt}`} を、インターフェースの異なる ${reason.names.length} 台の機器が使っています。ここでは ${listOf(reason.names)} と呼びます`;
    case 'of-command':
      return `\`${reason.command}\`: ${gapWords(reason.because)}`;
  }
}
