#pragma once

#include "app/model/record.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace faultline {

/// The rows of a log store's export, kept until all are there and can be put in order: their texts lie one behind another in
/// few large blocks.
class ExportRows {
public:
    /// Keeps a copy; of the time only the moment and its basis. Line ends behind the message are cut.
    void add(const LogLine& line);
    /// By time; rows of one moment stay as they came.
    void sort();

    std::size_t size() const { return m_order.size(); }
    Timestamp time(std::size_t row) const { return m_order[row].time; }
    std::string_view message(std::size_t row) const;
    LogLine logLine(std::size_t row) const;    ///< its views live as long as the rows

private:
    static constexpr std::size_t fieldCount = 9;
    struct Row {
        const char* texts = nullptr;    ///< the message, then the other fields
        std::array<std::uint32_t, fieldCount> sizes{};
        TimeBasis basis = TimeBasis::Epoch;
        Severity severity = Severity::Unknown;
        bool hasMessage = false;
    };
    struct Place {
        Timestamp time{};
        std::uint32_t row = 0;
    };
    static const std::array<std::string_view LogLine::*, fieldCount> fields;

    char* reserve(std::size_t size);

    std::vector<Row> m_rows;       ///< as they came
    std::vector<Place> m_order;
    std::vector<std::unique_ptr<char[]>> m_blocks;
    char* m_free = nullptr;
    std::size_t m_left = 0;
};

}    // namespace faultline
