//! The tree of `sqlparser`, read on a stack that is large enough.

use sqlparser::ast;
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Token, TokenWithSpan};

/// Levels that are read on the caller's stack. Where `sqlparser` is not optimized, each takes up to 90 KB (CASE).
const MAX_ON_THE_CALLERS_STACK: usize = 6;

/// Four times what 50 levels take, of which `sqlparser` reads no more. Only what is used becomes memory.
const STACK: usize = 16 << 20;

/// The tree of all these tokens; `None` if `sqlparser` refuses them.
pub(super) fn read(tokens: Vec<TokenWithSpan>, depth: usize) -> Option<ast::Expr> {
    let parse = || {
        let mut parser = Parser::new(&PostgreSqlDialect {}).with_tokens_with_locations(tokens);
        let tree = parser.parse_expr().ok()?;
        (parser.peek_token_ref().token == Token::EOF).then_some(tree)
    };
    if depth <= MAX_ON_THE_CALLERS_STACK {
        return parse();
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, parse);
        // Where no thread is to be had, the parts are read by themselves, and are less deep.
        let parsed = thread.ok()?.join();
        parsed.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}
