#pragma once

#include <QHash>
#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;
class QVBoxLayout;

namespace faultline {

class ImportQueue;
struct ImportTask;
class Theme;

/// Running, waiting and failed imports, a row each: how far, how fast, how long, Cancel. Hidden while there is nothing.
class TaskArea : public QWidget {
    Q_OBJECT

public:
    TaskArea(ImportQueue& queue, const Theme& theme, QWidget* parent);

protected:
    void paintEvent(QPaintEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    struct Row {
        QWidget* widget = nullptr;
        QLabel* title = nullptr;
        QProgressBar* bar = nullptr;
        QLabel* state = nullptr;
        QPushButton* retry = nullptr;
        QPushButton* cancel = nullptr;
    };
    void rebuild();
    void updateVisible();
    void refresh();
    Row makeRow(const ImportTask& task);
    void fill(const Row& row, const ImportTask& task) const;

    ImportQueue& m_queue;
    const Theme& m_theme;
    QVBoxLayout* m_column = nullptr;
    QHash<int, Row> m_rows;
};

}    // namespace faultline
