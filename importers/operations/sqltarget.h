#pragma once

#include "importers/operations/sqltokens.h"
#include "importers/operations/sqlwords.h"

#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// Follows a statement, token by token, to its main keyword and its tables.
class SqlTargetFinder {
public:
    /// `folded` and `uses` are those of a word in lower case.
    void add(const SqlToken& token, std::string_view folded, SqlWordUses uses);
    void finish() { finishName({}); }
    const std::string& operation() const { return m_operation; }    ///< in upper case
    std::string target() const;

private:
    enum class Expect { Nothing, Written, Read };
    void word(std::string_view folded, SqlWordUses uses);
    void keyword(std::string_view folded, SqlWordUses uses);
    void name(std::string_view text);
    void finishName(std::string_view nextSymbol);
    void symbol(std::string_view text);

    struct Group {
        bool isFunctionWithFrom = false;    ///< extract(epoch FROM x), substring, trim, overlay
    };

    std::string m_operation;
    std::vector<Group> m_groups;
    std::vector<std::string> m_commonNames;    ///< names that WITH defines
    std::vector<std::string> m_read;
    std::string m_written;
    std::string m_name;
    std::string m_candidate;
    SqlWordUses m_previous;    ///< of the token before, when it was a word and no name
    Expect m_expect = Expect::Nothing;
    bool m_nameContinues = false;
    bool m_isWith = false;
};

}    // namespace faultline
