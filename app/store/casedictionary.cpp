#include "app/store/casedictionary.h"

#include "app/store/column.h"

namespace faultline {

namespace {

constexpr std::string_view sqlTextBlocks = "SELECT first_code, count, data FROM text_block WHERE field = ?1 ORDER BY first_code";

}    // namespace

Result<std::unique_ptr<CaseDictionary>> loadDictionary(Database& database, Field field)
{
    auto loaded = std::make_unique<CaseDictionary>();
    auto select = database.prepare(sqlTextBlocks);
    if (!select)
        return select.error();
    select->bind(1, static_cast<std::int64_t>(field));
    while (true) {
        const auto row = select->step();
        if (!row)
            return row.error();
        if (!*row)
            break;
        const auto count = static_cast<std::uint32_t>(select->integer(1));
        const auto values = decodeColumn(ColumnEncoding::Text, select->blob(2), count);
        if (!values)
            return values.error();
        for (std::uint32_t code = 0; code < count; ++code)
            loaded->values.add(values->textAt(code));
        if (loaded->values.size() != static_cast<std::uint32_t>(select->integer(0)) + count) {
            return Error{ErrorKind::CaseDamaged, "Cannot import into this case", "A dictionary of it is damaged",
                         "Import into a new case"};
        }
    }
    loaded->stored = loaded->values.size();
    return loaded;
}

}    // namespace faultline
