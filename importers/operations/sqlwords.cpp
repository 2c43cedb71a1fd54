#include "importers/operations/sqlwords.h"

namespace faultline {

namespace {

struct SqlWord {
    std::string_view word;
    SqlWordUses uses;
};

constexpr SqlWordUses of(SqlUse use)
{
    return {static_cast<std::uint16_t>(use)};
}

constexpr std::array<SqlWord, 69> words = {{
    {"all", of(SqlUse::Keyword)}, {"analyze", of(SqlUse::Filler) | SqlUse::Command}, {"and", of(SqlUse::Keyword)},
    {"any", of(SqlUse::Keyword)}, {"as", of(SqlUse::Keyword)}, {"asc", of(SqlUse::Keyword)}, {"between", of(SqlUse::Keyword)},
    {"by", of(SqlUse::Keyword)}, {"case", of(SqlUse::Keyword)}, {"concurrently", of(SqlUse::Filler)},
    {"copy", of(SqlUse::Command)}, {"cross", of(SqlUse::Keyword)}, {"default", of(SqlUse::Literal)},
    {"delete", of(SqlUse::Keyword) | SqlUse::MainVerb | SqlUse::Delete}, {"desc", of(SqlUse::Keyword)},
    {"distinct", of(SqlUse::Distinct)}, {"do", of(SqlUse::Keyword) | SqlUse::BeforeUpdate}, {"else", of(SqlUse::Keyword)},
    {"end", of(SqlUse::Keyword)}, {"except", of(SqlUse::Keyword)}, {"exists", of(SqlUse::Filler)},
    {"extract", of(SqlUse::TakesFrom)}, {"false", of(SqlUse::Literal)}, {"for", of(SqlUse::BeforeUpdate)},
    {"freeze", of(SqlUse::Filler)}, {"from", of(SqlUse::Keyword)}, {"full", of(SqlUse::Keyword)}, {"group", of(SqlUse::Keyword)},
    {"having", of(SqlUse::Keyword)}, {"if", of(SqlUse::Filler)}, {"in", of(SqlUse::Keyword)}, {"inner", of(SqlUse::Keyword)},
    {"insert", of(SqlUse::Keyword) | SqlUse::MainVerb}, {"into", of(SqlUse::Keyword)},
    {"is", of(SqlUse::Keyword) | SqlUse::BeforeNull}, {"join", of(SqlUse::Keyword)}, {"key", of(SqlUse::BeforeUpdate)},
    {"lateral", of(SqlUse::Keyword)}, {"left", of(SqlUse::Keyword)}, {"like", of(SqlUse::Keyword)},
    {"limit", of(SqlUse::Keyword)}, {"lock", of(SqlUse::Command)}, {"merge", of(SqlUse::MainVerb)},
    {"not", of(SqlUse::Keyword) | SqlUse::BeforeNull | SqlUse::Filler}, {"null", of(SqlUse::Literal)},
    {"offset", of(SqlUse::Keyword)}, {"on", of(SqlUse::Keyword) | SqlUse::BeforeUpdate}, {"only", of(SqlUse::Filler)},
    {"or", of(SqlUse::Keyword)}, {"order", of(SqlUse::Keyword)}, {"outer", of(SqlUse::Keyword)},
    {"overlay", of(SqlUse::TakesFrom)}, {"returning", of(SqlUse::Keyword)}, {"right", of(SqlUse::Keyword)},
    {"select", of(SqlUse::Keyword) | SqlUse::MainVerb}, {"set", of(SqlUse::Keyword)}, {"substring", of(SqlUse::TakesFrom)},
    {"table", of(SqlUse::Filler)}, {"then", of(SqlUse::Keyword) | SqlUse::BeforeUpdate}, {"trim", of(SqlUse::TakesFrom)},
    {"true", of(SqlUse::Literal)}, {"truncate", of(SqlUse::Command)}, {"union", of(SqlUse::Keyword)},
    {"update", of(SqlUse::MainVerb)}, {"using", of(SqlUse::Keyword)}, {"vacuum", of(SqlUse::Command)},
    {"values", of(SqlUse::Keyword)}, {"verbose", of(SqlUse::Filler)}, {"where", of(SqlUse::Keyword)},
}};

constexpr WordTable wordTable(words, &SqlWord::word);

}    // namespace

SqlWordUses usesOfSqlWord(std::string_view folded)
{
    const SqlWord* word = wordTable.find(folded);
    return word != nullptr ? word->uses : SqlWordUses();
}

}    // namespace faultline
