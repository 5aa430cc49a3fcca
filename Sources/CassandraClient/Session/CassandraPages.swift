/// The rows of a statement, page by page: each one is asked for when the one before it was taken.
public struct CassandraPages: AsyncSequence, Sendable {
    let session: CassandraSession
    let statement: PreparedStatement
    let values: [CQLValue]
    let options: StatementOptions

    /// Begins with the first page, or with that of the options.
    public func makeAsyncIterator() -> Iterator { Iterator(pages: self, options: options) }

    /// Goes through the pages.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let pages: CassandraPages
        fileprivate var options: StatementOptions
        private var isDone = false

        fileprivate init(pages: CassandraPages, options: StatementOptions) {
            self.pages = pages
            self.options = options
        }

        /// The next page.
        public mutating func next() async throws(CassandraError) -> Rows? {
            try await next(isolation: nil)
        }

        /// The next page.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(CassandraError) -> Rows? {
            guard !isDone else { return nil }
            let rows = try await pages.session.execute(pages.statement, pages.values, options)
            options.page = rows.nextPage
            isDone = rows.nextPage == nil
            return rows
        }
    }
}

extension CassandraSession {
    /// The rows of a statement, page by page; a page may be empty although others follow.
    public func pages(
        _ statement: PreparedStatement,
        _ values: [CQLValue] = [],
        _ options: StatementOptions = StatementOptions()
    ) -> CassandraPages {
        CassandraPages(session: self, statement: statement, values: values, options: options)
    }
}
