#include "textflag.h"

// func blocksBelowAVX2(most *uint16, blocks int, floor uint16) int
//
// What is left of a number above floor - 1 is not zero.
TEXT ·blocksBelowAVX2(SB), NOSPLIT, $0-32
	MOVQ most+0(FP), SI
	MOVQ blocks+8(FP), CX
	MOVWLZX floor+16(FP), R8
	DECL R8
	MOVQ R8, X0
	VPBROADCASTW X0, Y0
	XORQ AX, AX

next:
	VMOVDQU (SI), Y1
	VMOVDQU 32(SI), Y2
	VMOVDQU 64(SI), Y3
	VMOVDQU 96(SI), Y4
	VPSUBUSW Y0, Y1, Y1
	VPSUBUSW Y0, Y2, Y2
	VPSUBUSW Y0, Y3, Y3
	VPSUBUSW Y0, Y4, Y4
	VPOR Y2, Y1, Y1
	VPOR Y4, Y3, Y3
	VPOR Y3, Y1, Y1
	VPTEST Y1, Y1
	JNZ done
	ADDQ $128, SI
	INCQ AX
	CMPQ AX, CX
	JLT next

done:
	MOVQ AX, ret+24(FP)
	VZEROUPPER
	RET
