#include "ui/theme.h"

#include <QApplication>
#include <QEvent>
#include <QFontDatabase>
#include <QFontInfo>
#include <QStyle>
#include <QStyleFactory>

#include <algorithm>
#include <array>

namespace faultline {

namespace {

constexpr int smallestText = 11;    // pixels

QColor rgb(unsigned value)
{
    return QColor::fromRgb(static_cast<QRgb>(0xff000000U | value));
}

bool isDark(const QPalette& palette)
{
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

QPalette paletteOf(const ThemeColors& colors)
{
    QPalette palette;
    palette.setColor(QPalette::Window, colors.panel);
    palette.setColor(QPalette::Base, colors.panel);
    palette.setColor(QPalette::AlternateBase, colors.background);
    palette.setColor(QPalette::Button, colors.panel);
    palette.setColor(QPalette::ToolTipBase, colors.panel);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText})
        palette.setColor(role, colors.ink);
    palette.setColor(QPalette::PlaceholderText, colors.muted);
    palette.setColor(QPalette::Highlight, colors.accent);
    palette.setColor(QPalette::HighlightedText, colors.isDark ? colors.background : QColor(Qt::white));
    palette.setColor(QPalette::Link, colors.accent);
    palette.setColor(QPalette::Mid, colors.line);
    palette.setColor(QPalette::Midlight, colors.soft);
    palette.setColor(QPalette::Light, colors.isDark ? colors.line : QColor(Qt::white));
    palette.setColor(QPalette::Dark, colors.line.darker(colors.isDark ? 140 : 115));
    palette.setColor(QPalette::Shadow, colors.isDark ? QColor(Qt::black) : colors.muted);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, QColor(colors.muted.red(), colors.muted.green(), colors.muted.blue(), 150));
    return palette;
}

}    // namespace

ThemeColors Theme::light()
{
    return {false,       rgb(0xfbfbfa), rgb(0xffffff), rgb(0xe3e3df), rgb(0xeeeeea), rgb(0x1d2125), rgb(0x646b71), rgb(0xf1f1ee),
            rgb(0x335fff), QColor(51, 95, 255, 26), rgb(0xc0362c), rgb(0x9a5a00), rgb(0x00784c),
            {rgb(0x335fff), rgb(0xe95e00), rgb(0x00905c), rgb(0xbc76ac), rgb(0x000000), rgb(0x4c2701), rgb(0x032296)}};
}

ThemeColors Theme::dark()
{
    return {true,        rgb(0x1b1e20), rgb(0x222628), rgb(0x33383b), rgb(0x2c3134), rgb(0xe9ecee), rgb(0x98a1a7), rgb(0x292e31),
            rgb(0x85c3ff), QColor(133, 195, 255, 36), rgb(0xff7a6b), rgb(0xffb454), rgb(0x1fe987),
            {rgb(0x85c3ff), rgb(0xff9600), rgb(0x1fe987), rgb(0xffe967), rgb(0xae698f), rgb(0xc85d13), rgb(0x0a84d0)}};
}

Theme::Theme(QObject* parent) : QObject(parent), m_systemPalette(QApplication::palette()), m_colors(light())
{
    qApp->installEventFilter(this);
    apply();
}

void Theme::setChoice(ThemeChoice choice)
{
    m_choice = choice;
    apply();
}

bool Theme::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == qApp && event->type() == QEvent::ApplicationPaletteChange && !m_isApplying) {
        m_systemPalette = QApplication::palette();
        if (m_choice == ThemeChoice::System)
            apply();
    }
    return QObject::eventFilter(watched, event);
}

void Theme::apply()
{
    const bool dark = m_choice == ThemeChoice::Dark || (m_choice == ThemeChoice::System && isDark(m_systemPalette));
    m_colors = dark ? Theme::dark() : Theme::light();
    m_isApplying = true;
    QApplication::setPalette(paletteOf(m_colors));
    m_isApplying = false;
    emit changed();
}

SeriesStyle Theme::seriesStyle(int index) const
{
    static constexpr std::array<Qt::PenStyle, 4> dashes{Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};
    const auto count = static_cast<int>(m_colors.series.size());
    const int position = std::max(index, 0);
    // The second line of a chart is dashed too: colour never stands alone.
    const auto dash = static_cast<std::size_t>(position % 2 + position / count * 2) % dashes.size();
    return {m_colors.series[static_cast<std::size_t>(position % count)], dashes[dash], position % count};
}

QFont Theme::monospace() const
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (QApplication::font().pointSizeF() > 0)
        font.setPointSizeF(QApplication::font().pointSizeF());
    return font;
}

QFont Theme::smaller() const
{
    QFont font = QApplication::font();
    font.setPixelSize(std::max(smallestText, static_cast<int>(QFontInfo(font).pixelSize() * 0.9)));
    return font;
}

QFont Theme::tabular() const
{
    return QApplication::font();
}

}    // namespace faultline
