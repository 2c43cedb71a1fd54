#include "app/store/recordbatch.h"

namespace faultline {

void RecordTable::setText(Field field, std::string_view value)
{
    if (value.data() == nullptr)
        return;
    auto& column = m_coded[static_cast<std::size_t>(field)];
    if (!column) {
        column = std::make_unique<CodedColumn>();
        column->held.reserve(TextCodes::mostAtOnce);
    }
    // Compared as numbers: the value may lie in any other buffer.
    const auto offset = reinterpret_cast<std::uintptr_t>(value.data()) - reinterpret_cast<std::uintptr_t>(m_stable.data());
    if (offset >= m_stable.size())
        value = m_copies.emplace_back(value);
    column->held.resize(m_rows - m_firstHeld);
    column->held.push_back(value);
}

void RecordTable::setStableText(std::string_view stable)
{
    codeHeldRows();
    m_stable = stable;
}

void RecordTable::codeHeldRows()
{
    for (auto& column : m_coded) {
        if (!column || column->held.empty())
            continue;
        column->codes.resize(m_firstHeld, TextCodes::none);
        column->codes.resize(m_firstHeld + column->held.size());
        column->values.addAll(column->held, column->codes.data() + m_firstHeld);
        column->held.clear();
    }
    m_copies.clear();
    m_firstHeld = m_rows;
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
