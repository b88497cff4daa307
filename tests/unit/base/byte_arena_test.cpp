// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an arena keeps stays where it is and lives as long as its block.
#include "base/byte_arena.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;

class ByteArenaTest : public QObject {
    Q_OBJECT
private slots:
    void keepsWhatItWasGiven();
    void nothingMovesWhenABlockIsFull();
    void whatIsReservedLiesInOneBlock();
    void allocatesAlignedAndInitialised();
    void takesMoreThanABlockAtOnce();
};

void ByteArenaTest::keepsWhatItWasGiven()
{
    ByteArena arena(64);
    arena.reserve(20);
    QByteArray source = "hello";
    const QByteArrayView kept = arena.keep(source);
    source.fill('x');
    QCOMPARE(kept, QByteArrayView("hello"));
    QVERIFY(arena.keep(QByteArrayView()).isEmpty());
}

void ByteArenaTest::nothingMovesWhenABlockIsFull()
{
    ByteArena arena(16);
    arena.reserve(10);
    const QByteArrayView first = arena.keep("0123456789");
    const ByteArena::Block block = arena.block();
    arena.reserve(10);
    QVERIFY(arena.block() != block);
    arena.keep("abcdefghij");
    QCOMPARE(first, QByteArrayView("0123456789"));
}

void ByteArenaTest::whatIsReservedLiesInOneBlock()
{
    ByteArena arena(100);
    arena.reserve(60);
    const ByteArena::Block block = arena.block();
    arena.keep(QByteArray(60, 'a'));
    QCOMPARE(arena.block(), block);
    arena.reserve(40);
    QCOMPARE(arena.block(), block); // just fits
    arena.reserve(41);
    QVERIFY(arena.block() != block);
}

void ByteArenaTest::allocatesAlignedAndInitialised()
{
    struct Pair {
        double value = 7;
        bool isSet = true;
    };
    ByteArena arena(256);
    arena.reserve(1 + 3 * sizeof(Pair) + alignof(Pair));
    arena.keep("x");
    const std::span<Pair> pairs = arena.allocate<Pair>(3);
    QCOMPARE(pairs.size(), size_t{3});
    QCOMPARE(reinterpret_cast<quintptr>(pairs.data()) % alignof(Pair), quintptr{0});
    QCOMPARE(pairs[2].value, 7.0);
    QVERIFY(pairs[2].isSet);
}

void ByteArenaTest::takesMoreThanABlockAtOnce()
{
    ByteArena arena(16);
    arena.reserve(1'000);
    QCOMPARE(arena.keep(QByteArray(1'000, 'a')).size(), qsizetype{1'000});
}

PULSE_TEST_CASE(ByteArenaTest)
#include "byte_arena_test.moc"
