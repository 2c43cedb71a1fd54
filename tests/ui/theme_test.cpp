#include "ui/theme.h"

#include <QSignalSpy>
#include <QTest>

#include <array>
#include <cmath>

using namespace faultline;

namespace {

using Rgb = std::array<double, 3>;
using Matrix = std::array<std::array<double, 3>, 3>;

// Machado, Oliveira and Fernandes 2009, severity 1.0, on linear light.
constexpr Matrix normal{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
constexpr Matrix protanopia{{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix deuteranopia{{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix tritanopia{{{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}};

Rgb linear(const QColor& color)
{
    const auto of = [](double value) { return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4); };
    return {of(color.redF()), of(color.greenF()), of(color.blueF())};
}

double luminance(const QColor& color)
{
    const Rgb light = linear(color);
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2];
}

double contrast(const QColor& left, const QColor& right)
{
    const double a = luminance(left) + 0.05;
    const double b = luminance(right) + 0.05;
    return std::max(a, b) / std::min(a, b);
}

/// CIE L*a*b*, D65, of the colour as somebody with this vision sees it.
Rgb lab(const QColor& color, const Matrix& vision)
{
    const Rgb light = linear(color);
    Rgb seen{};
    for (std::size_t row = 0; row < 3; ++row) {
        for (std::size_t i = 0; i < 3; ++i)
            seen[row] += vision[row][i] * light[i];
        seen[row] = std::clamp(seen[row], 0.0, 1.0);
    }
    const auto f = [](double value) { return value > 0.008856 ? std::cbrt(value) : 7.787 * value + 16.0 / 116; };
    const double x = f((0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.95047);
    const double y = f(0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2]);
    const double z = f((0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.08883);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

double distance(const QColor& left, const QColor& right, const Matrix& vision)
{
    const Rgb a = lab(left, vision);
    const Rgb b = lab(right, vision);
    return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

}    // namespace

class ThemeTest : public QObject {
    Q_OBJECT

private slots:
    void linesStandOutFromWhatIsBehindThem_data() { bothThemes(); }
    void linesStandOutFromWhatIsBehindThem()
    {
        QFETCH(bool, isDark);
        const ThemeColors colors = isDark ? Theme::dark() : Theme::light();
        for (const QColor& series : colors.series)
            for (const QColor& ground : {colors.background, colors.panel})
                QVERIFY2(contrast(series, ground) >= 3, qPrintable(series.name() + QLatin1Char(' ') + QString::number(contrast(series, ground))));
    }

    void textIsReadable_data() { bothThemes(); }
    void textIsReadable()
    {
        QFETCH(bool, isDark);
        const ThemeColors colors = isDark ? Theme::dark() : Theme::light();
        for (const QColor& text : {colors.ink, colors.muted, colors.accent, colors.bad, colors.warning, colors.good})
            for (const QColor& ground : {colors.background, colors.panel})
                QVERIFY2(contrast(text, ground) >= 4.5, qPrintable(text.name() + QLatin1Char(' ') + QString::number(contrast(text, ground))));
        QVERIFY(contrast(colors.ink, colors.soft) >= 4.5);
    }

    void linesDifferUnderEveryKindOfColourVision_data() { bothThemes(); }
    void linesDifferUnderEveryKindOfColourVision()
    {
        QFETCH(bool, isDark);
        const auto series = (isDark ? Theme::dark() : Theme::light()).series;
        double smallest = 1000;
        for (const Matrix& vision : {normal, protanopia, deuteranopia, tritanopia})
            for (std::size_t i = 0; i < series.size(); ++i)
                for (std::size_t j = i + 1; j < series.size(); ++j)
                    smallest = std::min(smallest, distance(series[i], series[j], vision));
        qInfo("smallest distance %.1f", smallest);
        QVERIFY2(smallest >= 18, qPrintable(QString::number(smallest)));
    }

    void colourNeverStandsAlone()
    {
        const Theme theme;
        for (int i = 1; i < 14; ++i) {
            const SeriesStyle one = theme.seriesStyle(i - 1);
            const SeriesStyle next = theme.seriesStyle(i);
            QVERIFY(one.dash != next.dash || one.marker != next.marker);
        }
        const SeriesStyle first = theme.seriesStyle(0);
        const SeriesStyle eighth = theme.seriesStyle(7);
        QCOMPARE(eighth.color, first.color);
        QVERIFY(eighth.dash != first.dash);
    }

    void followsTheSystemWhileNothingElseIsChosen()
    {
        Theme theme;
        QSignalSpy changes(&theme, &Theme::changed);
        theme.setChoice(ThemeChoice::Dark);
        QVERIFY(theme.colors().isDark);
        QCOMPARE(QApplication::palette().color(QPalette::Window), Theme::dark().panel);
        theme.setChoice(ThemeChoice::Light);
        QVERIFY(!theme.colors().isDark);
        QCOMPARE(changes.count(), 2);
        theme.setChoice(ThemeChoice::System);
        QPalette night = QApplication::palette();
        night.setColor(QPalette::Window, Qt::black);
        night.setColor(QPalette::WindowText, Qt::white);
        QApplication::setPalette(night);
        QCoreApplication::processEvents();
        QVERIFY(theme.colors().isDark);
    }

private:
    static void bothThemes()
    {
        QTest::addColumn<bool>("isDark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
};

QTEST_MAIN(ThemeTest)
#include "theme_test.moc"
