import type { CodegenConfig } from '@graphql-codegen/cli'
import { addTypenameSelectionDocumentTransform } from '@graphql-codegen/client-preset'

// The contract and the documents in, a typed client and the manifest of trusted documents out.
const config: CodegenConfig = {
  schema: '../schema/contract/*.graphql',
  documents: ['../examples/*.graphql', 'documents/*.graphql'],
  generates: {
    'generated/': {
      preset: 'client',
      // Caches key what they hold by type; with the name asked for here, they need not change a document.
      documentTransforms: [addTypenameSelectionDocumentTransform],
      presetConfig: {
        fragmentMasking: false,
        persistedDocuments: { mode: 'embedHashInDocument', hashAlgorithm: 'sha256', hashPropertyName: 'hash' },
      },
      config: {
        enumsAsTypes: true,
        useTypeImports: true,
        importExtension: '.ts',
        strictScalars: true,
        scalars: {
          AWSDateTime: 'string',
          AWSDate: 'string',
          AWSJSON: 'string',
          AWSURL: 'string',
          Upload: 'never',
        },
      },
    },
    'generated/schema.graphql': { plugins: ['schema-ast'], config: { includeDirectives: true } },
  },
}

export default config
