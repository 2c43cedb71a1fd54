#pragma once

#include "importers/operations/sqlshape.h"

#include <array>
#include <string>
#include <string_view>

namespace faultline {

/// The statement without the digits of its numbers and the letters of its texts: all statements of one skeleton have one shape.
/// False, and no skeleton, where telling so would take as long as the shape itself (comments, escapes, dollar quotes).
bool makeSqlSkeleton(std::string_view statement, std::string& skeleton);

/// Shapes of the statements seen last. Applications send the same few texts with other values, and taking a statement apart costs
/// more than reading its line.
class SqlShapeCache {
public:
    struct Entry {
        std::string statement;    ///< or its skeleton
        SqlShape shape;
        std::string hashText;    ///< of the shape, sixteen digits
    };

    explicit SqlShapeCache(SqlDialect dialect) : m_dialect(dialect) { }

    /// Valid until the next call.
    const Entry& of(std::string_view statement);

private:
    SqlDialect m_dialect;
    std::array<Entry, 512> m_entries;
    std::string m_skeleton;
};

}    // namespace faultline
