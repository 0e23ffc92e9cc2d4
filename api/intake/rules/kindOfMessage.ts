import { isCancellation } from './cancellation.js';
import { hasAny, phraseList, withoutPhrases, wordsOf } from './words.js';

export type MessageKind =
  'greeting' | 'thanks' | 'small_talk' | 'status_question' | 'cancellation' | 'vague' | 'request';

const greetings = phraseList(
  `hello|hi|hey|hiya|good morning|good afternoon|good evening|good day|morning|howdy|greetings|welcome back
  |ola|oi|bom dia|boa tarde|boa noite|e ai|hallo|guten morgen|guten tag|guten abend|moin|servus|gruss gott|gruezi`.replaceAll(
    '\n',
    ' ',
  ),
);
const thanks = phraseList(
  `thanks|thank you|thank you very much|thanks a lot|many thanks|thx|ty|cheers|much appreciated|appreciate it|that helped|it works now|works now
  |works again|it works again|problem solved|solved|great job|well done|all good now|perfect|awesome|great
  |obrigado|obrigada|muito obrigado|muito obrigada|valeu|funcionou|deu certo|resolvido|perfeito|otimo|show de bola
  |danke|danke schon|vielen dank|besten dank|funktioniert wieder|geht wieder|super|prima`.replaceAll('\n', ' '),
);
const smallTalk = phraseList(
  `how are you|how is it going|how do you do|what is up|who are you|what are you|are you a robot|are you a bot|are you human|are you there|are you real
  |what can you do|what do you do|how does this work|tell me a joke|nice one|nice weather|have a nice day|have a nice weekend|happy friday
  |good night|see you|bye|goodbye|lol|haha|hahaha|ok|okay|test|testing|ping|sorry|no worries|good bot|i am bored|nice to meet you
  |tudo bem|tudo bom|como vai|como voce esta|quem e voce|voce e um robo|o que voce faz|o que voce pode fazer|kkk|kkkk|bom fim de semana|ate mais|tchau
  |wie geht es dir|wie geht s|wer bist du|bist du ein roboter|was kannst du|schones wochenende|tschuss|bis bald`.replaceAll(
    '\n',
    ' ',
  ),
);
const statusQuestions = phraseList(
  `status of|what is the status|the status|status update|status please|any news|any update|any updates|any progress|how far are you|how is my ticket|how is it coming
  |is it done|is it fixed yet|done yet|fixed yet|ready yet|what happened to my|what about my ticket|what is happening with|still open|where are we
  |how long will it take|when will it be|when will my ticket
  |qual o status|qual e o status|como esta o meu chamado|como esta meu chamado|como esta o chamado|como esta o meu pedido|como esta meu pedido|como esta meu ticket|como esta o ticket|como esta o meu ticket
  |alguma novidade|novidades|ja resolveram|ja foi resolvido|quando fica pronto|em que pe
  |wie ist der stand|wie steht es|was ist der stand|gibt es neuigkeiten|gibt es etwas neues|schon erledigt|schon fertig|wann ist es fertig`.replaceAll(
    '\n',
    ' ',
  ),
);
/** Said by a ticket's number and nothing else that would be news: "status 12", "#12?", "and ticket 12?". */
const ticketAsked =
  /^\W*(?:and |e |und )?(?:what about |what s with |how about )?(?:status )?(?:ticket |chamado |# ?)?\d+(?: status)?\W*$/iu;

/** Words that say that something is wrong or wanted without saying what. A message of nothing else is vague. */
const saysNothing = new Set(
  wordsOf(
    `i we you he she they it its this that these those my our your me us them the a an is are was were be been being am do does did has have had
    not no can could would should will may might must please someone somebody anybody anyone something anything everything nothing thing things stuff one
    all some any very so really just again still now today yesterday since always suddenly somehow here there with to of in on at for from and or if
    broken break breaks working work works worked help helping need want problem problems issue issues trouble error errors wrong bad weird strange
    fix fixing check look urgent asap emergency stuck fail fails failing failed failure happens happened happening doing going got get getting what why how
    stopped crashed dead kaputt computer says no s t m re ll ve d quickly quick question ask hello hi hey team guys everyone all pls support assist
    assistance minute moment time kindly want wants like doesnt dont isnt cant properly anymore up
    o a os as um uma e que de do da em no na meu minha eu ele ela isso isto nao funciona funcionando funcionar algo coisa coisas tudo nada esta estou com ajuda
    ajudar ajudem preciso podem pode problema problemas erro urgente quebrado quebrou parou deu por favor alguem aqui mais agora hoje tem tenho um troco negocio travou me
    der die das den ein eine es ist sind ich wir mein meine nicht geht funktioniert kaputt hilfe helfen bitte problem fehler dringend etwas alles nichts mir
    kann jemand hier mit brauche habe hat irgendwas ding sache und`,
  ),
);

/** People and courtesies that are addressed, not talked about. */
const addressed = phraseList(
  `opsbot|bot|ops|team|everyone|everybody|all|folks|guys|there|again|so much|a lot|very much|for your help|for the help|for that|for helping|please|mate|dear|to you
  |todos|pessoal|gente|galera|a todos|pela ajuda|muito|time|equipe|zusammen|alle|leute|fur die hilfe|sehr|ihr|it|is|now|you|the|i|am|we|are|just|that|this|and|e|und|today|hoje`.replaceAll(
    '\n',
    ' ',
  ),
);

/** What a message is about, before any rule is asked. Total; anything unclear is a request, because a request reaches a person. */
export function kindOfMessage(text: string): MessageKind {
  const words = wordsOf(text);
  if (isCancellation(text)) return 'cancellation';
  if (hasAny(words, statusQuestions) || ticketAsked.test(text)) return 'status_question';
  const spoken = [...smallTalk, ...thanks, ...greetings].sort((a, b) => b.length - a.length);
  const left = withoutPhrases(withoutPhrases(words, spoken), addressed);
  if (left.length === 0) {
    if (hasAny(words, thanks)) return 'thanks';
    return hasAny(words, smallTalk)
      ? 'small_talk'
      : hasAny(words, greetings) || words.length === 0
        ? 'greeting'
        : 'vague';
  }
  return left.every((word) => saysNothing.has(word)) ? 'vague' : 'request';
}
