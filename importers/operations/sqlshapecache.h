#pragma once

#include "importers/operations/shapehash.h"
#include "importers/operations/sqlshape.h"

#include <array>
#include <functional>
#include <string>
#include <string_view>

namespace faultline {

/// Shapes of the statements seen last. Applications send the same few texts with parameters, and taking a statement apart costs
/// more than reading its line.
class SqlShapeCache {
public:
    struct Entry {
        std::string statement;
        SqlShape shape;
        std::string hashText;    ///< of the shape, sixteen digits
    };

    explicit SqlShapeCache(SqlDialect dialect) : m_dialect(dialect) { }

    /// Valid until the next call.
    const Entry& of(std::string_view statement)
    {
        Entry& entry = m_entries[std::hash<std::string_view>{}(statement) % m_entries.size()];
        if (entry.hashText.empty() || entry.statement != statement) {
            entry.statement.assign(statement);
            entry.shape = sqlShapeOf(statement, m_dialect);
            entry.hashText = shapeHashText(entry.shape.hash);
        }
        return entry;
    }

private:
    SqlDialect m_dialect;
    std::array<Entry, 512> m_entries;
};

}    // namespace faultline
