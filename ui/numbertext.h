#pragma once

#include <QString>

#include <cstdint>
#include <optional>

namespace faultline {

// Numbers as tables show them: three figures say enough, thousands are grouped. Nothing = "–".

QString countText(std::uint64_t count);                      ///< "225,650"
QString figuresText(std::optional<double> value);            ///< "288", "9.04", "0.42", "1,204"
QString ratioText(std::optional<double> ratio);              ///< "32×", "7.4×", "1.1×"
QString percentText(std::optional<double> share);            ///< "61 %", "0.4 %"; 0..1
QString secondsText(std::optional<double> seconds);          ///< "6.2 s", "120 ms", "85 µs"
QString bytesText(std::optional<double> bytes);              ///< "1.9 GB"

}    // namespace faultline
