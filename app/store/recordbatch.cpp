#include "app/store/recordbatch.h"

namespace faultline {

void RecordTable::setText(Field field, std::string_view value)
{
    if (value.data() == nullptr)
        return;
    auto& column = m_coded[static_cast<std::size_t>(field)];
    if (!column)
        column = std::make_unique<CodedColumn>();
    if (column->codes.size() < m_rows)
        column->codes.resize(m_rows, TextCodes::none);
    // Methods, protocols and hosts mostly repeat the row before.
    if (column->lastCode == TextCodes::none || column->values.at(column->lastCode) != value)
        column->lastCode = column->values.add(value);
    column->codes.push_back(column->lastCode);
}

void RecordTable::setPlain(Field field, std::string_view value)
{
    if (value.data() == nullptr)
        return;
    auto& column = m_plain[static_cast<std::size_t>(field)];
    if (!column)
        column = std::make_unique<PlainColumn>();
    column->spans.resize(m_rows, {std::string::npos, 0});
    column->spans.emplace_back(column->arena.size(), value.size());
    column->arena += value;
}

}    // namespace faultline
