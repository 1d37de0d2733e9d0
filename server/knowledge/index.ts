// Knowledge: what agents and citizens are answered from.
// Owns Article*, Search*, MachineAnswer, LearnedMatch, SynonymGroup.
export type { MachineAnswer, MachineAnswers } from './answers.ts';
export { editingRoutes } from './editing-routes.ts';
export type { ArticleDraft, Outcome } from './imported.ts';
export { itemArticle, itemArticleCode } from './item-article.ts';
export type { Publication, PublicationDraft, PublicationSource } from './publications.ts';
export { createKnowledge, type Knowledge } from './room.ts';
export { knowledgeRoutes } from './routes.ts';
