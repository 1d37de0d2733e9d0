// What the catalogue of government information and the knowledge base have in common.

/** The code of the article under which an entry that must be public is found. */
export function disclosureArticleCode(indexNumber: string): string {
  return `disc-${indexNumber.toLowerCase()}`;
}
