// Every list that goes out as a file, in the order in which they build on each other: an empty city is filled in it.
import { consultationList, doNotCallList, noticeList } from './citizens.ts';
import type { ListDeps } from './deps.ts';
import { articleList, mappingList, sourceList, synonymList } from './knowledge.ts';
import type { List } from './list.ts';
import { organisationLists, queueList } from './organisation.ts';
import { recordLists } from './records.ts';
import { calendarList, dutyList, followUpRuleList, holidayList, ladderList, policyList } from './rules.ts';
import { apiKeyList, connectorList, flowList, userList, webhookList } from './systems.ts';

export function allLists(deps: ListDeps): List[] {
  const { database, clockRules, knowledge } = deps;
  return [
    ...organisationLists(database),
    calendarList(clockRules),
    holidayList(database, clockRules),
    queueList(database),
    policyList(clockRules),
    dutyList(database),
    ladderList(database),
    followUpRuleList(database),
    userList(database),
    flowList(deps.flows),
    articleList(database, knowledge),
    synonymList(knowledge),
    mappingList(deps),
    sourceList(deps),
    consultationList(deps.participation),
    noticeList(knowledge, deps.newsroom),
    doNotCallList(deps.doNotCall),
    webhookList(deps.webhooks),
    connectorList(deps.connectors),
    apiKeyList(database),
    ...recordLists(deps),
  ];
}
